"""What joins several packages, by theme. It prints nothing; `cli` calls it."""
