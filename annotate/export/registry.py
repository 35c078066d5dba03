"""Finds exporters, also the built-in ones, by name through the entry points `annotate.exporters`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from annotate.core.files import moved_into_place, replaced_at_the_end
from annotate.core.ontology import Ontology
from annotate.core.plugins import calling, is_ours, known_plugins, make_plugin, wrong_answer
from annotate.core.record import GoldRecord
from annotate.export.base import Exporter, Losses, target_of

GROUP = "annotate.exporters"


def known_formats() -> list[str]:
    """The names of all export formats that are installed, in alphabetical order."""
    return known_plugins(GROUP)


def get_exporter(name: str) -> Exporter:
    """The exporter ``name``. Raises `ConfigError` like `make_plugin`."""
    needs = "name, suffix, cannot_hold and export()"
    exporter: Exporter = make_plugin(GROUP, name, "export format", Exporter, needs)
    return exporter


def run_exporter(
    exporter: Exporter,
    records: Iterable[GoldRecord],
    ontology: Ontology,
    path: Path,
    options: Mapping[str, Any],
) -> Losses:
    """Writes ``records`` to ``path``. A file or folder appears there only if the exporter succeeds.

    Raises what `Exporter.export` may raise, and `ConfigError` if the exporter raises something else or
    returns no `Losses`.
    """
    if target_of(exporter) == "folder":
        with moved_into_place(path) as folder:
            return _exported(exporter, records, ontology, folder, options)
    if is_ours(exporter):  # they write through `annotate.core.files.writing`
        return _exported(exporter, records, ontology, path, options)
    with replaced_at_the_end(path) as file:
        return _exported(exporter, records, ontology, file, options)


def _exported(
    exporter: Exporter,
    records: Iterable[GoldRecord],
    ontology: Ontology,
    path: Path,
    options: Mapping[str, Any],
) -> Losses:
    with calling("export format", exporter.name, exporter):
        losses = exporter.export(records, ontology, path, **options)
    if not isinstance(losses, Losses):
        raise wrong_answer("export format", exporter.name, losses, "Losses")
    return losses
