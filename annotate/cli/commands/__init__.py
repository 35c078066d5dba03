"""One file a command: it parses, calls one function of campaign or of a package below, and prints."""
