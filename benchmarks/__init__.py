"""What is measured and not tested: speed against baselines, suggestions against gold."""
