"""Longer sentences and tables that commands print. Only wording; no command."""
