"""Functions that combine several packages, one folder per theme. `cli` calls them. They never print."""
