"""Imports folders of brat's standoff files, of our own export and of brat."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from annotate.core.errors import InputError
from annotate.export.brat.reader import brat_documents
from annotate.export.importing.base import ForeignDocument, ImportContext


class BratImporter:
    """Reads a folder with a .txt and an .ann file for each article; the file's name is the article's id.

    Entities are mentions, events are events with their triggers and arguments, attributes and normalisations
    stay. Relations, equivalences and mentions with gaps are listed. Name the .ann file to read one article.
    """

    name = "brat"

    def read(self, path: Path, context: ImportContext) -> Iterator[ForeignDocument]:
        """Yields the documents of a folder and of those below. A file that cannot be read is reported.

        Raises `InputError` for a path that does not exist, and a folder without files of brat.
        """
        if not path.exists():
            raise InputError("does not exist.", where=str(path), remedy="Name a folder, or an .ann file.")
        folder = path if path.is_dir() else path.parent
        below = folder == path
        for document in brat_documents(folder, context.report, context.check, below=below):
            if folder != path and document.path.with_suffix("") != path.with_suffix(""):
                continue
            try:
                data = document.data()
            except InputError as error:
                refused = ForeignDocument(error.where or str(document.path), None, document.path.stem)
                refused.mentions, refused.events = document.stated()
                context.refuse(refused, error.what)
            else:
                yield ForeignDocument.of_data(data, str(document.path))
