"""The `annotate` command. It parses options, calls one function and prints; other packages do the work."""
