"""Annotations -> gold: which annotation counts, and the release folder that holds the result."""
