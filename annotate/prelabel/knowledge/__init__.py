"""Lexicons and gazetteers: reading their files and looking up their entries. No grammar, no labeler."""
