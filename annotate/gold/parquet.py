"""gold.parquet and data/SPLIT.parquet: a row per article, entities and events as lists of structs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.core.errors import MissingExtraError
from annotate.core.files import writing_bytes
from annotate.core.record import GoldRecord
from annotate.core.rows import arrow_schema, from_row, to_row
from annotate.gold.release_files import DATA_FOLDER, PARQUET_FILE

if TYPE_CHECKING:
    import pyarrow

_CONVERTED = 100  # rows in memory as Python objects
_ROW_GROUP = 1000
# All that decides on the bytes, besides pyarrow's version. Without the schema of Arrow in the metadata.
_FORM = {"version": "2.6", "data_page_version": "1.0", "compression": "snappy", "store_schema": False}


def write_parquet(folder: Path, records: Iterable[GoldRecord], splits: Mapping[str, Sequence[str]]) -> None:
    """Writes gold.parquet, and data/SPLIT.parquet for each split, in the order of the records.

    A split without articles has a file without rows. An article in no split is in gold.parquet alone. Raises
    `MissingExtraError` without pyarrow.
    """
    try:
        import pyarrow
    except ImportError as error:
        raise MissingExtraError("pyarrow", "export") from error
    schema = arrow_schema()
    split_of = {article: split for split, articles in splits.items() for article in articles}
    remaining = iter(records)
    with ExitStack() as stack:
        whole = stack.enter_context(_table_file(folder / PARQUET_FILE, schema))
        data = folder / DATA_FOLDER
        parts = {name: stack.enter_context(_table_file(data / f"{name}.parquet", schema)) for name in splits}
        while some := list(islice(remaining, _CONVERTED)):
            batch = pyarrow.RecordBatch.from_pylist([to_row(record) for record in some], schema=schema)
            whole.add(batch)
            for name, part in parts.items():
                chosen = [n for n, record in enumerate(some) if split_of.get(record.article.id) == name]
                if chosen:
                    part.add(batch.take(pyarrow.array(chosen)))


def read_parquet(path: Path) -> Iterator[GoldRecord]:
    """The records of a file that `write_parquet` wrote, in its order, some rows at a time."""
    import pyarrow.parquet

    open_file: Any = pyarrow.parquet.ParquetFile  # it has no type hints
    with path.open("rb") as raw, open_file(raw) as file:  # of a path, pyarrow may make an address
        for batch in file.iter_batches(batch_size=_CONVERTED):
            yield from map(from_row, batch.to_pylist())


class _TableFile:
    """A Parquet file that is written a row group at a time."""

    def __init__(self, writer: Any) -> None:
        self._writer = writer
        self._batches: list[pyarrow.RecordBatch] = []
        self._rows = 0

    def add(self, batch: pyarrow.RecordBatch) -> None:
        self._batches.append(batch)
        self._rows += batch.num_rows
        if self._rows >= _ROW_GROUP:
            self.write()

    def write(self) -> None:
        import pyarrow

        if self._batches:
            self._writer.write_table(pyarrow.Table.from_batches(self._batches), row_group_size=self._rows)
        self._batches, self._rows = [], 0


@contextmanager
def _table_file(path: Path, schema: pyarrow.Schema) -> Iterator[_TableFile]:
    import pyarrow.parquet

    open_writer: Any = pyarrow.parquet.ParquetWriter  # it has no type hints
    with writing_bytes(path) as file, open_writer(file, schema, **_FORM) as writer:
        table = _TableFile(writer)
        yield table
        table.write()
