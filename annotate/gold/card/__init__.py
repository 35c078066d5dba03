"""The dataset card of a release: README.md and croissant.json, filled from the release's own files."""
