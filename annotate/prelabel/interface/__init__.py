"""What the author of a labeler needs: the protocol, drafts, context, registry. Merging is elsewhere."""
