"""The labelling screen: built from an ontology, or read from a live project. Nothing about tasks."""
