"""Trains on gold: an extractor that suggests in the next round, and the judges of suggestions."""
