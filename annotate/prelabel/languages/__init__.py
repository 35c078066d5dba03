"""What rules need to know of a language, one package a language; no labeler, and no label of an ontology."""
