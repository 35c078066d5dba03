"""Conversations for the fine-tuning of chat models: a passage, and the answer as JSON with quotes."""
