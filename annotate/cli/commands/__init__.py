"""One file per command. It parses options, calls a few functions below and prints what they report."""
