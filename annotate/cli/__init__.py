"""The `annotate` command: wording, options, exit codes. The work is done by the packages below."""
