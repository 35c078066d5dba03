"""For authors of labelers: the protocol, drafts, context, registry. Merging is in another package."""
