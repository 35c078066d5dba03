"""Imports Label Studio's JSON: of our own export, of a project of annotate, and of a project made by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from annotate.export.importing.base import ForeignDocument, ImportContext, Relation
from annotate.studio.exchange.reader import file_annotations


class LabelStudioImporter:
    """Reads Label Studio's export "JSON": a file, the files of a folder or zip, or of a target storage.

    Each annotation of a task is a record; its author is the e-mail address or the number of the account. An
    author has one annotation of an article: of two, the second is listed.
    Skipped annotations come in as skipped. ``--option drafts=true`` reads drafts, and
    ``--option predictions=true`` reads predictions, as suggestions.

    The text is the data that people labelled. Labels become mentions or events, by the names that the
    ontology or ``--map`` gives them. Relations become arguments, choices and texts of regions attributes, and
    choices for the whole text event types. An exported gold comes back whole, with what was changed in Label
    Studio.

    Positions in UTF-16, missing ids and values in other forms are read. JSON_MIN is refused: it does not say
    which attribute or relation belongs to which mention. Files of versions before 1.0 are read.
    """

    name = "labelstudio"

    def read(
        self, path: Path, context: ImportContext, *, drafts: bool = False, predictions: bool = False
    ) -> Iterator[ForeignDocument]:
        """Yields a document for each annotation. Raises `InputError`."""
        found = file_annotations(
            path,
            context.ontology,
            context.report,
            context.bad,
            drafts=drafts,
            predictions=predictions,
            check=context.check,
        )
        for one in found:
            document = ForeignDocument.of(one.record, one.where)
            document.set_aside += one.doubles
            if one.nameless:
                del document.annotation["author"]
            document.relations = [Relation(*relation) for relation in one.relations]
            yield document
