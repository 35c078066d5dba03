"""What a labeler's author needs: the protocol, drafts, context, registry; nothing about merging answers."""
