"""Writes all splits of a release into one new folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from annotate.core.files import moved_into_place, write_errors
from annotate.core.ontology import Ontology
from annotate.core.plugins import calling
from annotate.core.record import GoldRecord
from annotate.export.base import Exporter, Losses, target_of
from annotate.export.registry import run_exporter


def export_splits(
    exporter: Exporter,
    splits: Mapping[str, Callable[[], Iterable[GoldRecord]]],
    ontology: Ontology,
    folder: Path,
    options: Mapping[str, Any],
) -> tuple[Losses, dict[str, int]]:
    """Writes each split to ``folder/SPLIT`` with the format's suffix. Returns all losses together, and the
    number of articles of each split.

    ``folder`` must be new or empty, and appears in full or not at all. An empty split is an empty file or
    folder of the format. Raises what `run_exporter` may raise.
    """
    losses = Losses()
    articles: dict[str, int] = {}
    with moved_into_place(folder) as made:
        with write_errors(folder):
            made.mkdir()
        for name, records in splits.items():
            path = made / file_name(exporter, name, options)
            found = run_exporter(exporter, records(), ontology, path, options)
            articles[name] = found.articles
            losses.add(found)
        if finish := getattr(exporter, "finish", None):
            with calling("export format", exporter.name, exporter):
                finish(made, articles, ontology)
    return losses, articles


def file_name(exporter: Exporter, split: str, options: Mapping[str, Any]) -> str:
    """The name of a split's file or folder in a folder of all splits, for instance ``train.conll``."""
    if target_of(exporter) == "folder":
        return split
    suffix_with = getattr(exporter, "suffix_with", None)  # of formats in several forms
    return f"{split}{suffix_with(options) if suffix_with else exporter.suffix}"
