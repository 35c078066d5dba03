"""What makes a project's suggestions: its labelers, weights and words, and the model that it has in use."""
