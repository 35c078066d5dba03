"""Turns annotations into gold: the policy, the release folder, its splits, and loading it. No model."""
