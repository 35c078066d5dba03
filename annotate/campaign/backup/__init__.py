"""Saves a campaign, with its Label Studio project and local files, to one file. Restores such a file."""
