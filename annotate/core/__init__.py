"""What every package shares: articles, annotations, gold, the ontology, errors. No network and no model."""
