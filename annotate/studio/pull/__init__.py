"""Copies what changed on the server into the mirror, and reads it as records. It changes nothing there."""
