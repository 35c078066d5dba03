"""Loads plug-ins by name through entry points, and calls them. Built-in ones are registered the same way."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib import metadata
from typing import Any

from pydantic import ValidationError

from annotate.core.errors import AnnotateError, ConfigError, missing_extra
from annotate.core.jsonl import validation_sentence

_OURS = "annotate"


def known_plugins(group: str) -> list[str]:
    """The names installed in an entry point group, in alphabetical order."""
    return sorted({point.name for point in entry_points(group)})


def entry_points(group: str) -> tuple[metadata.EntryPoint, ...]:
    """The entry points of a group. They are read once for each search path of Python.

    Reading them opens the metadata of every installed package, and making the labelers asks two dozen times.
    """
    return _read(group, tuple(sys.path), metadata.entry_points)


@lru_cache(maxsize=64)
def _read(
    group: str, path: tuple[str, ...], reading: Callable[..., metadata.EntryPoints]
) -> tuple[metadata.EntryPoint, ...]:
    return tuple(reading(group=group))


def load_plugin(group: str, name: str, kind: str) -> Any:
    """Loads the entry point ``name`` of ``group``; messages call it a ``kind`` ("labeler").

    Raises `ConfigError` if there is no such name (the message lists the known names), if two plug-ins have
    this name, or if the plug-in cannot be imported.
    """
    # An entry point may be listed twice (a wheel beside an editable install); equal values are one plug-in.
    points = {point.value: point for point in entry_points(group) if point.name == name}
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
    except (Exception, SystemExit) as error:  # a plug-in may raise anything
        raise broken_plugin(kind, name, "cannot be made", error) from error
    if not isinstance(made, protocol):
        raise ConfigError(
            f"the {kind} {name} is a {type(made).__name__}, which is no {protocol.__name__.lower()}.",
            remedy=f"It needs {members}; tell its author.",
        )
    return made


@contextmanager
def calling(kind: str, name: str, plugin: object, what: str = "failed") -> Iterator[None]:
    """Turns an error of a plug-in into a `ConfigError` that names the plug-in and the line in its code.

    ``what`` says which step failed. An `AnnotateError` passes. So does any error of a built-in ``plugin``,
    since that is a fault of this toolkit.
    """
    try:
        yield
    except AnnotateError:
        raise
    except (Exception, SystemExit) as error:
        if is_ours(plugin):
            raise
        if isinstance(error, ModuleNotFoundError) and (known := missing_extra(error)) is not None:
            raise known from error
        raise broken_plugin(kind, name, what, error, where=last_line(error, plugin)) from error


def broken_plugin(
    kind: str, name: str, what: str, error: BaseException, *, where: str | None = None
) -> ConfigError:
    """The error for a plug-in that raised ``error``; ``what`` says which step failed."""
    return ConfigError(
        f"the {kind} {name} {what}: {raised(error)}.",
        where=where,
        remedy="Install its latest version, or leave it out.",
    )


def raised(error: BaseException) -> str:
    """The kind and message of a plug-in's error, on one line and without a full stop."""
    try:
        message = (
            f"no valid {error.title}: {validation_sentence(error)}"
            if isinstance(error, ValidationError)
            else " ".join(str(error).split()).rstrip(".")
        )
    except Exception:  # a plug-in's own error whose message cannot be made
        message = ""
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


def wrong_answer(kind: str, name: str, answer: object, wanted: str) -> ConfigError:
    """The error for a plug-in that did not return the ``wanted`` kind of value."""
    return ConfigError(
        f"the {kind} {name} returned {type(answer).__name__} instead of {wanted}.",
        remedy="Install its latest version, or tell its author.",
    )


def is_ours(plugin: object) -> bool:
    """Whether a plug-in is one of this toolkit's own."""
    return _package_of(plugin) == _OURS


def _package_of(plugin: object) -> str:
    return type(plugin).__module__.partition(".")[0]


def last_line(error: BaseException, plugin: object) -> str | None:
    """``file, line N`` of the innermost call in the plug-in's own package; None if no call was in it."""
    lines = [
        f"{frame.f_code.co_filename}, line {line}"
        for frame, line in traceback.walk_tb(error.__traceback__)
        if str(frame.f_globals.get("__name__")).partition(".")[0] == _package_of(plugin)
    ]
    return lines[-1] if lines else None
