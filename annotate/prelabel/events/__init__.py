"""Triggers, arguments and attributes read off the grammar, for the labeler `events`."""
