"""Sends records as tasks and predictions, each once, and checks them. It does not read people's work."""
