"""Sentences and tables that several commands print. No command, and no other work."""
