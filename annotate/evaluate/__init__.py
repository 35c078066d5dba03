"""Compares predictions with gold: scores, errors, corrections saved. It reads records and prints nothing."""
