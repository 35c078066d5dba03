"""Compares two releases: articles, mentions, events, labels, decisions. Proposes the next version."""
