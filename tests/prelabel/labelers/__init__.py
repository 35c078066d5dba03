"""Tests of the built-in labelers."""
