"""The `annotate` command, one file per command: parse, call one function, print."""
