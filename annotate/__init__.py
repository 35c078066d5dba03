"""annotate: pre-label news articles, correct them in Label Studio, release gold, train extractors."""
