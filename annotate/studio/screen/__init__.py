"""The labelling screen: made from an ontology, read from a live project, or taken over from somebody else."""
