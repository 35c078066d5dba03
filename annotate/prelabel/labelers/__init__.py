"""The built-in labelers, one file each, found by entry point. No labeler imports another."""
