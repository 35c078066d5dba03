"""Finds importers, also the built-in ones, by name through the entry points `annotate.importers`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from annotate.core.plugins import calling, known_plugins, make_plugin
from annotate.export.importing.base import ImportContext, Importer, Read
from annotate.export.options import given_options, options_of

GROUP = "annotate.importers"
_KIND = "import format"


def known_import_formats() -> list[str]:
    """The names of all import formats that are installed, in alphabetical order."""
    return known_plugins(GROUP)


def get_importer(name: str) -> Importer:
    """The importer ``name``. Raises `ConfigError` like `make_plugin`."""
    importer: Importer = make_plugin(GROUP, name, _KIND, Importer, "name and read()")
    return importer


def import_options(importer: Importer, given: Iterable[str]) -> dict[str, Any]:
    """The options of the format that the user gave as NAME=VALUE. Raises `ConfigError`."""
    known = options_of(importer.name, importer.read, 2)  # the first two are path and context
    return given_options(importer.name, known, given)


def run_importer(
    importer: Importer, path: Path, context: ImportContext, options: dict[str, Any]
) -> Iterator[Read]:
    """Yields what the importer reads. Raises `ConfigError` if a plug-in raises no `AnnotateError`."""
    with calling(_KIND, importer.name, importer):
        yield from importer.read(path, context, **options)
