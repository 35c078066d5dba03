"""Copies changes on the server into the mirror, and reads the mirror as records. Never changes the server."""
