"""Trains a whole model: entities, judges and words together, compared with the suggestions before."""
