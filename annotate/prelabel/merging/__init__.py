"""The answers of all labelers become one annotation: candidates, rivals, weights, provenance, uncertainty."""
