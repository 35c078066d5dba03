"""Articles to a file of suggestions; nothing about Label Studio."""
