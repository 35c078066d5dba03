"""Shared code of labelers with a model: windows, subword alignment, requests to language models. No rules."""
