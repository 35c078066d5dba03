"""Saves a campaign to one file and restores it."""
