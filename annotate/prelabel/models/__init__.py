"""What labelers around a model share: windows, subword alignment, requests to language models. No rules."""
