"""Patterns for date expressions, and their ISO 8601 values, for the labeler `dates`."""
