"""Expressions of dates and what they mean."""
