"""The only room that knows Label Studio: its screen's configuration, its JSON, its server."""
