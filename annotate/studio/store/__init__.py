"""What a campaign keeps on this machine: the plan and the mirror, in SQLite. No requests."""
