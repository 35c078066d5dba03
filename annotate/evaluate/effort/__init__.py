"""Counts what annotators did with suggestions, in gestures. Knows no server and prints nothing."""
