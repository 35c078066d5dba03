"""One file per command. Each parses options, calls functions of other packages and prints the results."""
