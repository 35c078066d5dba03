"""Writes the order of the open tasks to Label Studio, whose own queue then serves them in this order."""
