"""The `annotate` command: wording, options and exit codes. The other packages do the work."""
