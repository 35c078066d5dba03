"""Splits gold into train, dev and test, by clusters of near duplicates. Knows no other file of a release."""
