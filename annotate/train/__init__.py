"""Trains on gold: an extractor that suggests in the next round, and weights for merging."""
