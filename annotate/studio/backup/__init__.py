"""A whole project in one file, and a new project from it."""
