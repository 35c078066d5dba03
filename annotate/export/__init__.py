"""Gold -> one file per training format, each saying what it cannot hold."""
