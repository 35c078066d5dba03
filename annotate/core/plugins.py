"""Loads plug-ins by name through entry points; the built-in ones are registered the same way."""

from __future__ import annotations

from importlib import metadata
from typing import Any

from annotate.core.errors import ConfigError


def known_plugins(group: str) -> list[str]:
    """The names installed in an entry point group, in alphabetical order."""
    return sorted({point.name for point in metadata.entry_points(group=group)})


def load_plugin(group: str, name: str, kind: str) -> Any:
    """Loads the entry point ``name`` of ``group``; messages call it a ``kind`` ("labeler").

    Raises `ConfigError` if there is no such name (the message lists the known names), if two plug-ins have
    this name, or if the plug-in cannot be imported.
    """
    # An entry point may be listed twice (a wheel beside an editable install); equal values are one plug-in.
    points = {point.value: point for point in metadata.entry_points(group=group, name=name)}
    if not points:
        raise ConfigError(
            f"there is no {kind} {name!r}.",
            remedy=f"Known {kind}s: {', '.join(known_plugins(group)) or 'none; install this toolkit again'}.",
        )
    if len(points) > 1:
        raise ConfigError(
            f"two plug-ins offer a {kind} {name}: {' and '.join(sorted(points))}.",
            remedy="Uninstall one of them.",
        )
    (point,) = points.values()
    try:
        return point.load()
    except (Exception, SystemExit) as error:  # a plug-in may raise anything when it is imported
        raise broken_plugin(kind, name, f"({point.value}) cannot be imported", error) from error


def make_plugin(group: str, name: str, kind: str, protocol: type[Any], members: str) -> Any:
    """The plug-in ``name`` of ``group``. Its entry point is the plug-in itself, its class, or a function.

    The plug-in must fit ``protocol``; messages list the ``members`` that it needs. Raises `ConfigError` like
    `load_plugin`, and also if the plug-in cannot be made or does not fit ``protocol``.
    """
    loaded = load_plugin(group, name, kind)
    try:
        made = loaded if isinstance(loaded, protocol) and not isinstance(loaded, type) else loaded()
    except Exception as error:  # a plug-in may raise anything
        raise broken_plugin(kind, name, "cannot be made", error) from error
    if not isinstance(made, protocol):
        raise ConfigError(
            f"the {kind} {name} is a {type(made).__name__}, which is no {protocol.__name__.lower()}.",
            remedy=f"It needs {members}; tell its author.",
        )
    return made


def broken_plugin(kind: str, name: str, what: str, error: BaseException) -> ConfigError:
    """The error for a plug-in that raised ``error``; ``what`` says which step failed."""
    message = " ".join(str(error).split())
    return ConfigError(
        f"the {kind} {name} {what}: {type(error).__name__}: {message}.",
        remedy="Install its latest version, or leave it out.",
    )
