"""The Label Studio part of a backup: writes a project to a file, and makes a new project from such a file."""
