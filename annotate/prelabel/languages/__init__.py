"""All that rules need to know of a language, one folder a language; no labeler and no ontology label."""
