"""The Label Studio part of a backup: a project written to a file, and a new project made from it."""
