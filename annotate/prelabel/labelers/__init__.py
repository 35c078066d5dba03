"""The labelers that come along, one file each, registered under `annotate.labelers` in pyproject.toml."""
