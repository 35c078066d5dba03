"""Compares predictions with gold: scores, errors, how much correcting suggestions spared. It prints nothing."""
