"""Talking to Label Studio: one session, its retries and refusals, pages of tasks, accounts."""
