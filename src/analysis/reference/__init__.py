"""Facts from outside, each with its date and source."""
