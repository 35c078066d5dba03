"""Runs a round of the loop, from the pull to a new order of the queue, and goes on where it was stopped."""
