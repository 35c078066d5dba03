"""A campaign saved to one file and brought back."""
