"""Reads Parquet in batches: one article per row, columns by name."""

from __future__ import annotations

import datetime
import decimal
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from annotate.core.article import Article
from annotate.core.errors import MissingExtraError
from annotate.corpus.columns import Columns, columns_of
from annotate.corpus.fields import make_article, meta_of_columns
from annotate.corpus.report import Notice, Origin, Refusal, RefusedError, refused

_ROWS = 64  # per batch


def read_parquet(
    path: Path, file: str, language: str | None, given: Mapping[str, str]
) -> Iterator[tuple[Article, Origin] | Notice | Refusal]:
    """Yields the article of each row; a bad row is refused. Other columns go into ``meta``.

    ``given`` maps fields to columns. Raises `RefusedError` if the file cannot be read any further or a
    required column is missing, `MissingExtraError` without pyarrow.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtraError("pyarrow", "export") from error
    number = 0
    try:
        open_table: Any = pyarrow.parquet.ParquetFile  # it has no type hints
        # Of a path, pyarrow takes the part before a colon for the scheme of an address.
        with path.open("rb") as raw, open_table(raw) as table:
            columns = columns_of(list(table.schema_arrow.names), file, given)
            for note in columns.notes:
                yield Notice(file, note)
            for batch in table.iter_batches(batch_size=_ROWS):
                for index in range(batch.num_rows):
                    number += 1
                    yield from _row(
                        batch, index, columns, Origin(file, row=number, id_name=columns.taken["id"]), language
                    )
    except (pyarrow.ArrowException, OSError) as error:
        where = f"{file}, after row {number}" if number else file
        message = " ".join(str(error).split())[:200]
        raise refused(
            where, f"cannot be read as Parquet: {message}.", "Create or copy the file again."
        ) from error


def _row(
    batch: Any, index: int, columns: Columns, place: Origin, language: str | None
) -> Iterator[tuple[Article, Origin] | Notice | Refusal]:
    try:
        cells = {name: _cell(column[index], name, place) for name, column in _columns(batch)}
        fields, other = columns.divided({name: cell for name, cell in cells.items() if cell is not None})
        fields = {name: cell for name, cell in fields.items() if not _is_nan(cell)}
        kept, doubled = meta_of_columns(other, place)
        article, notices = make_article(fields, place, language=language, meta=kept)
    except RefusedError as error:
        yield error.refusal
        return
    yield from doubled
    yield from notices
    yield article, place


def _is_nan(cell: Any) -> bool:
    return isinstance(cell, float) and math.isnan(cell)


def _columns(batch: Any) -> Iterator[tuple[str, Any]]:
    return zip(batch.schema.names, batch.columns, strict=True)


def _cell(scalar: Any, name: str, place: Origin) -> Any:
    try:
        return _json_value(scalar.as_py())
    except UnicodeDecodeError as error:
        raise refused(
            place, f"{name} is not UTF-8 at byte {error.start}.", "Write the file again with UTF-8 strings."
        ) from error
    except (ValueError, TypeError, OverflowError) as error:
        raise refused(
            place, f"{name} cannot be read: {error}.", f"Store {name} as a string, or drop the column."
        ) from error


def _json_value(value: Any) -> Any:
    """Converts a cell to a JSON value: dates to their ISO form, decimals and durations to strings."""
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, datetime.timedelta | decimal.Decimal):
        return str(value)
    if isinstance(value, bytes):
        raise TypeError("it is binary")
    if isinstance(value, dict):
        return {str(key): _json_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_json_value(item) for item in value]
    return value
