"""Verifies the Parquet files of a release: their schema, and that they have the content of gold.jsonl."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import Any

from annotate.core.record import GoldRecord
from annotate.core.rows import arrow_schema
from annotate.gold.discrepancy import Discrepancy, Report
from annotate.gold.parquet import read_parquet
from annotate.gold.release_files import DATA_FOLDER, PARQUET_FILE

# The columns of a release of an earlier version that are compared.
_EARLIER = ("id", "text", "digest", "author")


class Tables:
    """The Parquet files of a release, compared with gold.jsonl while that is read.

    Without pyarrow, nothing is compared, and ``notes`` says so.
    """

    def __init__(
        self,
        folder: Path,
        splits: Mapping[str, Sequence[str]] | None,
        present: Set[str],
        notes: list[str],
        report: Report,
    ) -> None:
        self._report = report
        self._split_of = {article: name for name, ids in (splits or {}).items() for article in ids}
        self._whole: _Table | None = None
        self._parts: dict[str, _Table] = {}
        try:
            import pyarrow.parquet  # noqa: F401
        except ImportError:
            notes.append(
                "The Parquet files were not compared with gold.jsonl: this needs pyarrow. Install it with:"
                " pip install 'annotate-gold[export]'"
            )
            return
        if PARQUET_FILE in present:
            self._whole = _Table(folder, PARQUET_FILE, notes, report)
        given = {name for name in present if name.startswith(f"{DATA_FOLDER}/")}
        for split in splits or {} if given else ():
            name = f"{DATA_FOLDER}/{split}.parquet"
            if name in present:
                self._parts[split] = _Table(folder, name, notes, report)
            else:
                report(Discrepancy("schema", name, f"is missing; splits.json has the split {split}."))
        if splits is not None:
            for name in sorted(given - {f"{DATA_FOLDER}/{split}.parquet" for split in splits}):
                report(Discrepancy("schema", name, "is of no split in splits.json."))

    def expect(self, record: GoldRecord | None) -> None:
        """Compares the next rows with the next line of gold; None is a line that cannot be read."""
        if self._whole is not None:
            self._whole.expect(record)
        if record is None:  # nobody knows which split it is of
            self._parts = {}
        elif (part := self._parts.get(self._split_of.get(record.article.id, ""))) is not None:
            part.expect(record)

    def end(self) -> None:
        """Reports rows that no line of gold has."""
        for table in filter(None, (self._whole, *self._parts.values())):
            table.end()


class _Table:
    def __init__(self, folder: Path, name: str, notes: list[str], report: Report) -> None:
        self._name = name
        self._report = report
        self._rows: Iterator[Any] | None = None
        self._compare: Callable[[Any, GoldRecord], list[str]] = _differences
        path = folder / name
        try:
            found = _schema_of(path)
        except (OSError, ValueError) as error:
            self._wrong("schema", f"cannot be read as Parquet: {error}.")
            return
        if found.equals(arrow_schema()):
            self._rows = read_parquet(path)
        elif _is_earlier(found):
            notes.append(
                f"{name} has the columns of an earlier version of annotate, so only its ids, texts, digests"
                " and authors were compared."
            )
            self._rows = _earlier_rows(path)
            self._compare = _earlier_differences
        else:
            expected, names = arrow_schema().names, found.names
            other = sorted({*expected} ^ {*names})
            what = (
                f"other columns: {', '.join(other)}" if other else "other types or another order of columns"
            )
            self._wrong("schema", f"has {what}.")

    def expect(self, record: GoldRecord | None) -> None:
        if self._rows is None:
            return
        try:
            row = next(self._rows, None)
        except (OSError, ValueError, KeyError, TypeError) as error:
            self._wrong("schema", f"cannot be read any further: {error}.")
            self._rows = None
            return
        if record is None:
            return
        if row is None:
            self._wrong("invariants", "has no row of it; gold.jsonl has the article.", record.article.id)
            self._rows = None
        elif differing := self._compare(row, record):
            what = f"its row is not what gold.jsonl says, in {', '.join(differing)}."
            self._wrong("invariants", what, record.article.id)

    def end(self) -> None:
        try:
            more = self._rows is not None and next(self._rows, None) is not None
        except (OSError, ValueError, KeyError, TypeError) as error:
            self._wrong("schema", f"cannot be read any further: {error}.")
            return
        if more:
            self._wrong("invariants", "has more rows than gold.jsonl and the splits have articles.")

    def _wrong(self, check: Any, what: str, article: str | None = None) -> None:
        self._report(Discrepancy(check, self._name, what, article))


def _differences(row: GoldRecord, record: GoldRecord) -> list[str]:
    if row == record:
        return []
    one, other = row.to_dict(), record.to_dict()
    names = [f"article.{name}" for name in _differing(one["article"], other["article"])]
    names += [f"annotation.{name}" for name in _differing(one["annotation"], other["annotation"])]
    return names or ["keys of the record"]


def _differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    return [name for name in sorted({*one, *other}) if one.get(name) != other.get(name)]


def _earlier_differences(row: Mapping[str, Any], record: GoldRecord) -> list[str]:
    expected = {
        "id": record.article.id,
        "text": record.text,
        "digest": record.annotation.digest,
        "author": record.annotation.author,
    }
    return _differing(row, expected)


def _schema_of(path: Path) -> Any:
    import pyarrow.parquet

    read: Any = pyarrow.parquet.read_schema  # it has no type hints
    return read(path)


def _is_earlier(schema: Any) -> bool:
    names = set(schema.names)
    return {*_EARLIER, "entities", "events"} <= names and not names & {"extra", "created_at"}


def _earlier_rows(path: Path) -> Iterator[Mapping[str, Any]]:
    import pyarrow.parquet

    open_file: Any = pyarrow.parquet.ParquetFile
    with open_file(path) as file:
        for batch in file.iter_batches(batch_size=1000, columns=list(_EARLIER)):
            yield from batch.to_pylist()
