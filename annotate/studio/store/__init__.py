"""Local SQLite files: the plan (what was pushed) and the mirror (what was pulled). No requests."""
