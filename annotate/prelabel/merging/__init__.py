"""Merges the answers of all labelers: candidates, rivals, weights, provenance, uncertainty."""
