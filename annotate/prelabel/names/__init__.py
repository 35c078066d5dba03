"""How names of bodies and functions are built, and what a model makes of them."""
