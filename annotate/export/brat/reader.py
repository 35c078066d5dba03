"""Reads a folder of brat: the inverse of the brat export, and a reader of folders made with brat alone."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from annotate.core.errors import InputError
from annotate.core.record import Record
from annotate.export.article_files import INDEX, listed_files, no_system_error
from annotate.export.brat.article_reader import BratDocument
from annotate.export.brat.exporter import NAMES
from annotate.export.brat.names import OriginalNames
from annotate.export.unread import Report, refuse


def read_brat(folder: Path, report: Report = refuse) -> Iterator[Record]:
    """Yields the articles of a folder with their annotations, in the order of ``articles.jsonl``.

    What was changed in brat is in the annotations. A folder that brat alone wrote has no ``articles.jsonl``;
    its articles have the names of their files as ids, and the author "brat". ``report`` gets what is neither
    mention, event nor attribute: relations, equivalences, events as arguments, mentions with gaps, lines
    that are not in brat's format, and mentions whose words do not stand at their place. Without ``report``,
    they raise `InputError`; so do files that cannot be read.
    """
    return (document.record() for document in brat_documents(folder, report))


def brat_documents(
    folder: Path, report: Report = refuse, check: Report | None = None, *, below: bool = True
) -> Iterator[BratDocument]:
    """Yields the documents of a folder, of which each can be read, or raise an error, by itself.

    The folders below it are read too, unless ``below`` is false. With ``check``, a mention whose words do
    not stand at its place is read at the only place near it where they stand, and ``check`` gets it.
    """
    folders = [folder]
    if below:
        folders += sorted(
            {
                path.parent
                for path in folder.rglob("*.ann")
                if path.parent != folder
                and not any(part.startswith(".") for part in path.relative_to(folder).parts)
            }
        )
    stems = Counter(path.stem for one in folders for path in one.glob("*.ann"))
    if not stems and not (folder / INDEX).is_file():
        raise InputError("holds no .ann file.", where=str(folder), remedy="Name a folder that brat reads.")
    for one in folders:
        for document in _of_folder(one, report, check):
            if stems[document.path.stem] > 1 and one != folder:
                document.prefix_id(one.relative_to(folder).as_posix())
            yield document


def _of_folder(folder: Path, report: Report, check: Report | None) -> Iterator[BratDocument]:
    names = OriginalNames({})
    if (folder / NAMES).is_file():
        with no_system_error(folder / NAMES):
            try:
                names = OriginalNames(json.loads((folder / NAMES).read_text(encoding="utf-8")))
            except ValueError as error:
                raise InputError("is not JSON.", where=str(folder / NAMES), remedy="Export again.") from error
    done = set()
    for entry in listed_files(folder):
        done.add(entry["file"])
        yield BratDocument(folder, entry["file"], entry, names, report, check)
    for stem in sorted(path.name.removesuffix(".ann") for path in folder.glob("*.ann")):
        if stem not in done:
            yield BratDocument(folder, stem, {}, names, report, check)
