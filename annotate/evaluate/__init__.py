"""Predictions against gold: scores, errors, corrections saved. It reads records and prints nothing."""
