"""Sets a campaign up: a new project, an adopted one, and the checks of `annotate doctor`."""
