"""Lexicons and gazetteers, read from files and looked up; no grammar and no labeler."""
