"""Verifies a release: checksums, forms, invariants, and every count recomputed."""
