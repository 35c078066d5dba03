"""Reads gold of other programs, aligns it with articles, and maps its labels to an ontology."""
