"""Exporters by name: found through the entry points `annotate.exporters`, the built-in ones too."""

from __future__ import annotations

from annotate.core.errors import ConfigError
from annotate.core.plugins import broken_plugin, known_plugins, load_plugin
from annotate.export.base import Exporter

GROUP = "annotate.exporters"


def known_formats() -> list[str]:
    """The names of all export formats that are installed, in alphabetical order."""
    return known_plugins(GROUP)


def get_exporter(name: str) -> Exporter:
    """The exporter ``name``. An entry point is an exporter, or a class or function that makes one.

    Raises `ConfigError`: no such name (the known ones are listed), two plug-ins of that name, or one that
    cannot be loaded.
    """
    loaded = load_plugin(GROUP, name, "export format")
    try:
        made = loaded() if isinstance(loaded, type) or not isinstance(loaded, Exporter) else loaded
    except Exception as error:  # a plug-in may raise anything
        raise broken_plugin("export format", name, "cannot be made", error) from error
    if not isinstance(made, Exporter):
        raise ConfigError(
            f"the exporter {name} is a {type(made).__name__}, which is no exporter.",
            remedy="It needs name, suffix, cannot_hold and export(); tell its author.",
        )
    return made
