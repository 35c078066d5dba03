"""Requests to Label Studio: session, retries, errors, task listings, accounts. Nothing about annotations."""
