"""A new project, an adopted one, and whether everything is there."""
