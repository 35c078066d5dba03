"""Groups annotations by article, in any order. They are kept on disk, one article at a time in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from annotate.core.annotation import Annotation, Status
from annotate.core.article import Article
from annotate.core.files import write_errors
from annotate.core.jsonl import parse_own
from annotate.core.record import Record
from annotate.gold.policy import FINAL

Group = tuple[Article, Sequence[Annotation]]


@dataclass(frozen=True)
class ByArticle:
    """Annotations on disk, in the order of their article ids. ``people`` and ``ids`` are in memory.

    ``people`` are the authors of all annotations that are no suggestions, and those who saved one.
    """

    _database: sqlite3.Connection
    people: frozenset[str]
    ids: frozenset[str]

    def records(self) -> Iterator[Record]:
        """All records, in the order of their article ids, then of their JSON. Can be read several times."""
        # By content, so that nothing depends on the order in which the records came.
        lines = self._database.execute("SELECT line FROM annotations ORDER BY id, line")
        return (parse_own(Record, line) for (line,) in lines)

    def groups(self) -> Iterator[Group]:
        """Each article with all its annotations. Can be read several times.

        The article is that of the first final annotation, else of the first annotation. If an annotation was
        made on a different version of the article's text, its `digest` identifies that version.
        """
        for _, records in groupby(self.records(), key=lambda record: record.article.id):
            yield _group(list(records))


@contextmanager
def by_article(records: Iterable[Record], folder: Path) -> Iterator[ByArticle]:
    """Groups all annotations by article, in a database in ``folder``."""
    people: set[str] = set()
    ids: set[str] = set()
    file = folder / "annotations.sqlite"
    with write_errors(folder):
        file.touch(0o600)  # holds names of annotators
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE annotations (id TEXT, line TEXT NOT NULL)")
        with write_errors(folder), as_os_error():
            database.executemany("INSERT INTO annotations VALUES (?, ?)", _rows(records, people, ids))
            database.execute("CREATE INDEX by_id ON annotations (id)")
            database.commit()
        yield ByArticle(database, frozenset(people), frozenset(ids))


def _rows(records: Iterable[Record], people: set[str], ids: set[str]) -> Iterator[tuple[str, str]]:
    for record in records:
        ids.add(record.article.id)
        if record.annotation.status is not Status.SUGGESTED:
            people.add(record.annotation.author)
            if record.annotation.rewritten_by is not None:
                people.add(record.annotation.rewritten_by)
        yield record.article.id, record.to_json()


def _group(records: Sequence[Record]) -> Group:
    finals = [record for record in records if record.annotation.status in FINAL]
    article = (finals or records)[0].article
    return article, [
        record.annotation
        if record.annotation.digest is not None or record.article.digest == article.digest
        else record.annotation.with_(digest=record.article.digest)
        for record in records
    ]


@contextmanager
def as_os_error() -> Iterator[None]:
    """Turns SQLite's error about a full disk into an `OSError`."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise OSError(0, str(error)) from error
