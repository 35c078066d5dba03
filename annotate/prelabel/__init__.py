"""Articles in, suggestions out: labelers, what they share, and how their answers become one."""
