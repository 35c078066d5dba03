"""Releases without texts: what is taken away, and how the articles restore it."""
