"""Groups annotations by article, in any order. They are kept on disk, one article at a time in memory."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import groupby
from pathlib import Path

from annotate.core.annotation import Annotation
from annotate.core.article import Article
from annotate.core.files import write_errors
from annotate.core.record import Record
from annotate.gold.policy import FINAL

Group = tuple[Article, Sequence[Annotation]]


@contextmanager
def by_article(
    records: Iterable[Record], authors: set[str], ids: set[str]
) -> Iterator[Callable[[], Iterator[Group]]]:
    """Groups all annotations by article, in the order of the article ids. Can be read several times.

    The article is that of the first final annotation, else of the first annotation. If an annotation was made
    on a different version of the article's text, its `digest` identifies that version. The authors of all
    final annotations are added to ``authors``, and the ids of all articles to ``ids``.
    """
    with tempfile.TemporaryDirectory(prefix="annotate-release-") as folder:
        with closing(sqlite3.connect(Path(folder) / "annotations.sqlite")) as database:
            database.execute("CREATE TABLE annotations (id TEXT, number INTEGER, line TEXT NOT NULL)")
            with write_errors(Path(folder)), as_os_error():
                database.executemany("INSERT INTO annotations VALUES (?, ?, ?)", _rows(records, authors, ids))
                database.execute("CREATE INDEX by_id ON annotations (id, number)")
                database.commit()

            def groups() -> Iterator[Group]:
                lines = database.execute("SELECT id, line FROM annotations ORDER BY id, number")
                for _, rows in groupby(lines, key=lambda row: row[0]):
                    yield _group([Record.model_validate_json(line) for _, line in rows])

            yield groups


def _rows(records: Iterable[Record], authors: set[str], ids: set[str]) -> Iterator[tuple[str, int, str]]:
    for number, record in enumerate(records):
        ids.add(record.article.id)
        if record.annotation.status in FINAL:
            authors.add(record.annotation.author)
            if record.annotation.rewritten_by is not None:
                authors.add(record.annotation.rewritten_by)
        yield record.article.id, number, record.to_json()


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
