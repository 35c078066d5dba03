"""Triggers, arguments and attributes of events, read off the grammar."""
