"""The words and rules of each language, one package per language. No labeler, no label of an ontology."""
