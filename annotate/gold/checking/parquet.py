"""Verifies the Parquet files of a release: their schema, and that they have the content of gold.jsonl."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import Any

from annotate.core.record import GoldRecord
from annotate.core.rows import arrow_schema, from_row, to_row
from annotate.core.unsure import is_unsure
from annotate.gold.checking.discrepancy import Discrepancy, Report
from annotate.gold.release_files import DATA_FOLDER, PARQUET_FILE

_AT_ONCE = 100  # rows
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
        split_of: Mapping[str, str],
        present: Set[str],
        notes: list[str],
        report: Report,
    ) -> None:
        self._report = report
        self._split_of = split_of
        self._whole: _Table | None = None
        self._parts: dict[str, _Table] = {}
        self._waiting: list[GoldRecord] = []
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
        if record is not None:
            self._waiting.append(record)
        if record is None or len(self._waiting) == _AT_ONCE:
            self._compare()
        if record is None:
            if self._whole is not None:
                self._whole.skip()
            self._parts = {}  # nobody knows which split the line is of

    def end(self) -> None:
        """Compares the last rows, and reports rows that no line of gold has."""
        self._compare()
        for table in filter(None, (self._whole, *self._parts.values())):
            table.end()

    def _compare(self) -> None:
        records, self._waiting = self._waiting, []
        tables = [table for table in (self._whole, *self._parts.values()) if table is not None]
        if not records or not tables:
            return
        import pyarrow

        rows = _Rows(records)
        if self._whole is not None:
            self._whole.compare(records, rows.under(self._whole.schema))
        for split, table in self._parts.items():
            mine = [n for n, record in enumerate(records) if self._split_of.get(record.article.id) == split]
            if mine:
                expected = rows.under(table.schema)
                part = None if expected is None else expected.take(pyarrow.array(mine))
                table.compare([records[n] for n in mine], part)


class _Rows:
    """The rows of records under the schemas of tables, each made once."""

    def __init__(self, records: Sequence[GoldRecord]) -> None:
        self._records = records
        self._made: list[tuple[Any, Any]] = []

    def under(self, schema: Any) -> Any:
        """The rows; None if a value fits in no column. Then each row is compared as a record."""
        import pyarrow

        if "unsure" not in schema.names and any(is_unsure(record.annotation) for record in self._records):
            return None
        for known, rows in self._made:
            if known.equals(schema):
                return rows
        try:
            rows = pyarrow.RecordBatch.from_pylist(list(map(to_row, self._records)), schema=schema)
        except (ValueError, OverflowError):
            rows = None
        self._made.append((schema, rows))
        return rows


class _Table:
    """A Parquet file that is read some rows at a time."""

    def __init__(self, folder: Path, name: str, notes: list[str], report: Report) -> None:
        self._name = name
        self._report = report
        self._batches: Iterator[Any] = iter(())
        self._left: Any = None  # rows that were read and not compared yet
        self._open = False
        self._earlier = False
        self.schema = arrow_schema()
        path = folder / name
        try:
            found = _schema_of(path)
        except (OSError, ValueError) as error:
            self._wrong("schema", f"cannot be read as Parquet: {error}.")
            return
        if known := [one for one in (arrow_schema(), arrow_schema(unsure=False)) if found.equals(one)]:
            self.schema = known[0]
            self._batches = _batches(path)
        elif _is_earlier(found):
            notes.append(
                f"{name} has the columns of an earlier version of annotate, so only its ids, texts, digests"
                " and authors were compared."
            )
            self._batches, self._earlier = _batches(path, list(_EARLIER)), True
        else:
            self._wrong("schema", _other_columns(found.names))
            return
        self._open = True

    def compare(self, records: Sequence[GoldRecord], expected: Any) -> None:
        """Compares the next rows with ``records``. ``expected`` has their rows, or is None."""
        if (found := self._next(len(records))) is None:
            return
        if not self._earlier and expected is not None and found.equals(expected):
            return
        try:
            rows = found.to_pylist()
        except ValueError as error:  # a string of a damaged file that is no UTF-8
            self._wrong("schema", f"cannot be read: {error}.")
            self._open = False
            return
        for row, record in zip(rows, records, strict=False):
            if differing := self._differing(row, record):
                what = f"its row is not what gold.jsonl says, in {', '.join(differing)}."
                self._wrong("invariants", what, record.article.id)
        if found.num_rows < len(records):
            article = records[found.num_rows].article.id
            self._wrong("invariants", "has no row of it; gold.jsonl has the article.", article)
            self._open = False

    def skip(self) -> None:
        """Passes over one row."""
        self._next(1)

    def end(self) -> None:
        found = self._next(1)
        if found is not None and found.num_rows:
            self._wrong("invariants", "has more rows than gold.jsonl and the splits have articles.")

    def _next(self, count: int) -> Any:
        """The next rows, at most ``count``; None if the file cannot be read."""
        import pyarrow

        if not self._open:
            return None
        try:
            parts = [] if self._left is None else [self._left]
            while sum(part.num_rows for part in parts) < count and (more := next(self._batches, None)):
                parts.append(more)
        except (OSError, ValueError) as error:
            self._wrong("schema", f"cannot be read any further: {error}.")
            self._open = False
            return None
        if not parts:
            return pyarrow.RecordBatch.from_pylist([], schema=arrow_schema())
        rows = pyarrow.Table.from_batches(parts).combine_chunks().to_batches() or parts[:1]
        self._left = rows[0].slice(count)
        return rows[0].slice(0, count)

    def _differing(self, row: Mapping[str, Any], record: GoldRecord) -> list[str]:
        if self._earlier:
            return _earlier_differences(row, record)
        try:
            return _differences(from_row(row), record)
        except (ValueError, KeyError, TypeError, IndexError):
            return ["what is no record"]

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


def _other_columns(names: Sequence[str]) -> str:
    """How the columns of a file differ from those of this version, as the rest of a sentence."""
    expected = arrow_schema().names
    lacks, has = sorted({*expected} - {*names}), sorted({*names} - {*expected})
    said = [
        *([f"lacks the {'column' if len(lacks) == 1 else 'columns'} {', '.join(lacks)}"] if lacks else []),
        *([f"has other columns: {', '.join(has)}"] if has else []),
    ]
    return f"{' and '.join(said) or 'has other types or another order of columns'}."


def _schema_of(path: Path) -> Any:
    import pyarrow.parquet

    read: Any = pyarrow.parquet.read_schema  # it has no type hints
    with path.open("rb") as file:  # of a path, pyarrow may make an address
        return read(file)


def _is_earlier(schema: Any) -> bool:
    names = set(schema.names)
    return {*_EARLIER, "entities", "events"} <= names and not names & {"extra", "created_at"}


def _batches(path: Path, columns: list[str] | None = None) -> Iterator[Any]:
    import pyarrow.parquet

    open_file: Any = pyarrow.parquet.ParquetFile
    with path.open("rb") as raw, open_file(raw) as file:
        yield from file.iter_batches(batch_size=_AT_ONCE, columns=columns)
