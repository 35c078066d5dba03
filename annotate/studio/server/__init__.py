"""Starts and stops a Label Studio on this machine. Nothing about projects."""
