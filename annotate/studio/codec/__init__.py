"""Annotation <-> Label Studio's task data and result lists; no network and no database."""
