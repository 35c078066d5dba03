"""gold.jsonl: the gold of a release, kept on disk until all of it is selected, then written by id."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from annotate.core.files import write_errors, writing
from annotate.core.jsonl import parse_own
from annotate.core.record import GoldRecord
from annotate.gold.by_article import as_os_error

KeptGold = Callable[[], Iterator[GoldRecord]]


@contextmanager
def kept(records: Iterable[GoldRecord], folder: Path) -> Iterator[KeptGold]:
    """Yields a function that reads the records in the order of their ids, any number of times.

    Keeps the records in a database in ``folder``, not in memory.
    """
    with closing(sqlite3.connect(folder / "gold.sqlite")) as database:
        database.execute("CREATE TABLE gold (id TEXT PRIMARY KEY, line TEXT NOT NULL)")
        with write_errors(folder), as_os_error():
            database.executemany(
                "INSERT INTO gold VALUES (?, ?)",
                ((record.article.id, record.to_json()) for record in records),
            )
            database.commit()

        def in_order() -> Iterator[GoldRecord]:
            for (line,) in database.execute("SELECT line FROM gold ORDER BY id"):
                yield parse_own(GoldRecord, line)

        yield in_order


def write_gold(path: Path, records: Iterable[GoldRecord]) -> Iterator[GoldRecord]:
    """Writes a line for each record, and yields the record once it is written."""
    with writing(path) as file:
        for record in records:
            file.write(record.to_json() + "\n")
            yield record
