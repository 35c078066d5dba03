"""Sets a campaign up: new projects, adopted projects, and the checks of `annotate doctor`."""
