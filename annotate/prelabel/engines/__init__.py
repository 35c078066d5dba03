"""How pre-labelling runs, in one process or several. What is suggested does not depend on it."""
