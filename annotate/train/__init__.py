"""Gold -> an extractor that can suggest in the next round."""
