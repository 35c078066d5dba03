"""Imports Label Studio's JSON export, of projects of ours and of projects made by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from annotate.core.record import Record
from annotate.export.importing.base import ImportContext
from annotate.studio.exchange.reader import read_labelstudio


class LabelStudioImporter:
    """Reads a file that Label Studio exported as JSON, or a folder of such files.

    Each annotation is one; its author is the annotator. Skipped annotations are read. Drafts and predictions
    are read with the options ``drafts=true`` and ``predictions=true``.
    """

    name = "labelstudio"

    def read(
        self, path: Path, context: ImportContext, *, drafts: bool = False, predictions: bool = False
    ) -> Iterator[Record]:
        """Yields the records of all annotations. Raises `InputError`."""
        return read_labelstudio(
            path,
            context.report,
            ontology=context.ontology,
            names=context.names,
            drafts=drafts,
            predictions=predictions,
        )
