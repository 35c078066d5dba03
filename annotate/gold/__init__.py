"""Annotations to gold: the policy, the release folder, its splits, and loading it again. No model."""
