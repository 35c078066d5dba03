"""Fine-tunes a spaCy model on gold, to find entities; its merging weights are learned by cross-fitting."""
