"""Measurements that are not tests: speed against baselines, suggestions against gold."""
