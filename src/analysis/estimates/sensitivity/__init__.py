"""How far the main answer of a comparison moves when something is changed."""
