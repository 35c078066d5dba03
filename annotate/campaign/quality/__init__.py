"""Measures suggestions against gold, and learns the labelers' weights from gold."""
