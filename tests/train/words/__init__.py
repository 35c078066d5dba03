"""Tests of annotate.train.words."""
