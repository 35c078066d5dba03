"""The built-in labelers, one in each file. Entry points name them, and no labeler imports another."""
