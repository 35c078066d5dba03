"""Everything that knows Label Studio: its screen, its JSON, its server. Nothing about how to suggest."""
