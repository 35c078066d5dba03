"""Tests of annotate/prelabel."""
