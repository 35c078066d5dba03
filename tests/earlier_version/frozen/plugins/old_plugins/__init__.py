"""A labeler and an exporter of somebody else's, written for annotate as it was in November 2026."""
