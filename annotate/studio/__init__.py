"""Everything about Label Studio: screen, JSON and server. Nothing about making suggestions."""
