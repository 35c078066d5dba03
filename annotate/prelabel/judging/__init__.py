"""Judges: small learned models that decide over what rules propose."""
