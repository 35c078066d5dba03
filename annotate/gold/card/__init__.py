"""The card of a release: README.md and croissant.json, filled from the other files of its folder."""
