"""English, for the rules."""
