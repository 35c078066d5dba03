"""Push, pull and status of a campaign. Backups are in `campaign/backup`."""
