"""French, for the rules."""
