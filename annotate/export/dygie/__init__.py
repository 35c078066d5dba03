"""DyGIE++'s JSON: mentions and events by tokens."""
