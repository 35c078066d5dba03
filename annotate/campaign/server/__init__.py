"""Push, pull and status of a campaign. Its backups stand in `campaign/backup`."""
