"""Serves suggestions to Label Studio over HTTP, as a prediction backend. Makes none itself."""
