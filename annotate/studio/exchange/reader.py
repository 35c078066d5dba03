"""Reads Label Studio's JSON export: a record for each annotation, also of projects made by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.export.unread import Report, refuse


def read_labelstudio(
    path: Path,
    report: Report = refuse,
    *,
    ontology: Ontology,
    names: Mapping[str, str] | None = None,
    drafts: bool = False,
    predictions: bool = False,
) -> Iterator[Record]:
    """Yields a record for each annotation of a file of Label Studio's, or of a folder of such files.

    Labels, roles and attributes are those of the file. ``names`` maps them to those of ``ontology``; both say
    which labels are event types, and a control named after events or triggers says so too. ``report`` gets
    what cannot be read. Skipped annotations are read; drafts and predictions only if asked for.
    """
    raise NotImplementedError
