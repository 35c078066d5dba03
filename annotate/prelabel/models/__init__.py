"""What labelers around a model share: windows, subword alignment, calls of language models; no rules."""
