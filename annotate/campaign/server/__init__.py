"""A project's files <-> its Label Studio; nothing about backups."""
