"""Writes gold in training formats and reports what each format cannot hold. Nothing about releases."""
