"""The whole loop on sample articles, with a scripted annotator."""
