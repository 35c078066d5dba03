"""Words and tables that several commands print; no command and no work."""
