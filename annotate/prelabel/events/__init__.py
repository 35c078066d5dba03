"""Rules that find triggers, arguments and attributes in a dependency tree, for the labeler `events`."""
