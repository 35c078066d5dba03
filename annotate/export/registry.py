"""Exporters by name: found through the entry points `annotate.exporters`, the built-in ones too."""

from __future__ import annotations

from importlib import metadata

from annotate.core.errors import ConfigError
from annotate.export.base import Exporter

GROUP = "annotate.exporters"


def known_formats() -> list[str]:
    """The names of all export formats that are installed, in alphabetical order."""
    return sorted({point.name for point in metadata.entry_points(group=GROUP)})


def get_exporter(name: str) -> Exporter:
    """The exporter ``name``. An entry point is an exporter, or a class or function that makes one.

    Raises `ConfigError`: no such name (the known ones are listed), two plug-ins of that name, or one that
    cannot be loaded.
    """
    # One distribution may be listed twice (a wheel beside an editable install); the same value is the same.
    points = {point.value: point for point in metadata.entry_points(group=GROUP, name=name)}
    if not points:
        raise ConfigError(
            f"there is no export format {name!r}.",
            remedy=f"Known are: {', '.join(known_formats()) or 'none; install this toolkit again'}.",
        )
    if len(points) > 1:
        raise ConfigError(
            f"two plug-ins call their format {name}: {' and '.join(sorted(points))}.",
            remedy="Uninstall one of them.",
        )
    (point,) = points.values()
    try:
        loaded = point.load()
        made = loaded() if isinstance(loaded, type) or not isinstance(loaded, Exporter) else loaded
    except Exception as error:  # a plug-in may raise anything
        message = " ".join(str(error).split())
        raise ConfigError(
            f"the exporter {name} ({point.value}) cannot be loaded: {type(error).__name__}: {message}.",
            remedy="Install its latest version, or choose another format.",
        ) from error
    if not isinstance(made, Exporter):
        raise ConfigError(
            f"the exporter {name} is a {type(made).__name__}, which is no exporter.",
            remedy="It needs name, suffix, cannot_hold and export(); tell its author.",
        )
    return made
