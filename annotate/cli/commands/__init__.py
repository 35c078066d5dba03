"""One file per command. It parses options, calls one function of campaign or a package below, and prints."""
