"""Reads articles from files, with one reader per file format. Nothing about annotations."""
