"""The `annotate` command. It parses, calls one function, prints; the work stands below."""
