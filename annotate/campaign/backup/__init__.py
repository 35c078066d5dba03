"""Saves a campaign to one file, its local state with its project, and restores it."""
