"""The labelling screen, made from an ontology or read from a live project. No tasks."""
