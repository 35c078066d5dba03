"""What rules need to know about a language: one package for each language.

No labeler belongs here, and no label of an ontology.
"""
