"""Converts annotations to Label Studio's task data and results, and back. No network and no database."""
