"""Pull: the mirror brought up to date, and read as records."""
