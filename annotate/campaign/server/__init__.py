"""Moves data between a project's files and its Label Studio. Nothing about backups."""
