"""The nouns of this toolkit, pure: no network, no model, no Label Studio."""
