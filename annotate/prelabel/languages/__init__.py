"""What rules need to know about a language, one package for each. No labeler, no label of an ontology."""
