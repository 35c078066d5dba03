"""Finds what is odd in a submitted annotation, by itself or beside how others label the same names."""
