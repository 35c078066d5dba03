"""Runs the whole loop on sample articles, with a scripted annotator."""
