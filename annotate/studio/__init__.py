"""All that knows Label Studio: its screen, its JSON, its server. Nothing about how suggestions are made."""
