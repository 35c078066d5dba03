"""Compares predictions with gold: scores, errors, how much correcting suggestions spared. Prints nothing."""
