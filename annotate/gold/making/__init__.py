"""Makes a release: selects the gold, writes each file, and checks that every article is there once."""
