"""Learns the words of a campaign: what people marked in gold and the lexicons lack."""
