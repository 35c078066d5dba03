"""A Label Studio of our own: installing its database, starting and stopping it; nothing about projects."""
