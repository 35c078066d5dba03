"""Gold to an extractor that suggests in the next round, and gold to weights for merging."""
