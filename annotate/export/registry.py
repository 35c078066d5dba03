"""Finds exporters, also the built-in ones, by name through the entry points `annotate.exporters`."""

from __future__ import annotations

from annotate.core.plugins import known_plugins, make_plugin
from annotate.export.base import Exporter

GROUP = "annotate.exporters"


def known_formats() -> list[str]:
    """The names of all export formats that are installed, in alphabetical order."""
    return known_plugins(GROUP)


def get_exporter(name: str) -> Exporter:
    """The exporter ``name``. Raises `ConfigError` like `make_plugin`."""
    needs = "name, suffix, cannot_hold and export()"
    exporter: Exporter = make_plugin(GROUP, name, "export format", Exporter, needs)
    return exporter
