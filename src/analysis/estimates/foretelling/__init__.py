"""How well an early measure foretells lasting self-support, for persons and for municipalities."""
