"""Runs pre-labelling in one or several processes, with the same result."""
