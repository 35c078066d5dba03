"""Compares predictions with gold: scores and errors. Counts corrections of suggestions. Prints nothing."""
