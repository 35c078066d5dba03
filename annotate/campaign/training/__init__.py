"""Trains on a release with the settings of a project."""
