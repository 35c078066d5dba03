"""From text to grammar: spaCy analysis, tokens, sentences, dependency tree. No names, no ontology."""
