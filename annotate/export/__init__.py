"""Writes gold records to one training format each, and reports what the format cannot hold."""
