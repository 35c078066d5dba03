"""Text to grammar: spaCy analysis, tokens, sentences, tree; no names, no events, no ontology."""
