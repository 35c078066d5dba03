"""Requests to Label Studio: one session, retries, refusals, pages of tasks, accounts. No annotations."""
