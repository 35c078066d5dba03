"""gold.parquet: a row per article, entities and events as lists of structs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.core.annotation import Argument, Entity, Event
from annotate.core.errors import MissingExtraError
from annotate.core.files import writing_bytes
from annotate.core.record import GoldRecord
from annotate.gold.release_files import DATA_FOLDER, PARQUET_FILE

if TYPE_CHECKING:
    import pyarrow

_ROWS = 1000


def write_parquet(folder: Path, records: Iterable[GoldRecord], splits: Mapping[str, Iterable[str]]) -> None:
    """Writes gold.parquet, and data/SPLIT.parquet for each split, in the order of the records.

    A split without articles has a file without rows. Raises `MissingExtraError` without pyarrow.
    """
    split_of = {article: split for split, articles in splits.items() for article in articles}
    with ExitStack() as stack:
        whole = stack.enter_context(_rows_to(folder / PARQUET_FILE))
        parts = {
            split: stack.enter_context(_rows_to(folder / DATA_FOLDER / f"{split}.parquet"))
            for split in splits
        }
        for record in records:
            row = _row(record)
            whole(row)
            if (split := split_of.get(record.article.id)) is not None:
                parts[split](row)


@contextmanager
def _rows_to(path: Path) -> Iterator[Callable[[dict[str, Any]], None]]:
    """A function that adds a row to a Parquet file, which is written a group of rows at a time."""
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtraError("pyarrow", "export") from error
    schema = _schema()
    group: list[dict[str, Any]] = []
    open_writer: Any = pyarrow.parquet.ParquetWriter  # it has no type hints
    with writing_bytes(path) as file, open_writer(file, schema) as writer:

        def write() -> None:
            writer.write_table(pyarrow.Table.from_pylist(group, schema=schema))
            group.clear()

        def add(row: dict[str, Any]) -> None:
            group.append(row)
            if len(group) == _ROWS:
                write()

        yield add
        if group:
            write()


def _schema() -> pyarrow.Schema:
    import pyarrow as pa

    attributes = pa.map_(pa.string(), pa.list_(pa.string()))
    unreviewed = ("unreviewed", pa.list_(pa.string()))
    entity = pa.struct(
        [
            ("id", pa.string()),
            ("start", pa.int64()),
            ("end", pa.int64()),
            ("label", pa.string()),
            ("text", pa.string()),
            ("ref", pa.string()),
            ("attributes", attributes),
            unreviewed,
        ]
    )
    trigger = pa.struct([("start", pa.int64()), ("end", pa.int64()), ("text", pa.string())])
    event = pa.struct(
        [
            ("id", pa.string()),
            ("type", pa.string()),
            ("trigger", trigger),
            (
                "arguments",
                pa.list_(pa.struct([("role", pa.string()), ("entity", pa.string()), unreviewed])),
            ),
            ("attributes", attributes),
            unreviewed,
        ]
    )
    names = ("id", "text", "title", "published", "language", "source", "url", "meta", "digest", "author")
    return pa.schema(
        [
            *((name, pa.string()) for name in names),
            ("decision", pa.string()),
            ("entities", pa.list_(entity)),
            ("events", pa.list_(event)),
            ("status", pa.string()),
            ("lost", attributes),
        ]
    )


def _row(record: GoldRecord) -> dict[str, Any]:
    article, annotation = record.article, record.annotation
    header = {
        name: getattr(article, name) for name in ("id", "title", "published", "language", "source", "url")
    }
    return {
        **header,
        "text": record.text,
        "meta": json.dumps(article.meta, ensure_ascii=False, sort_keys=True) if article.meta else None,
        "digest": annotation.digest,
        "author": annotation.author,
        "decision": annotation.decision,
        "status": annotation.status,
        "lost": _pairs(annotation.lost),
        "entities": [_region(entity) for entity in annotation.entities],
        "events": [
            {**_region(event), "arguments": [_marked(argument) for argument in event.arguments]}
            for event in annotation.events
        ],
    }


def _region(region: Entity | Event) -> dict[str, Any]:
    return {**_marked(region), "attributes": _pairs(region.attributes)}


def _marked(item: Entity | Event | Argument) -> dict[str, Any]:
    return {**item.to_dict(), "unreviewed": list(item.unreviewed)}


def _pairs(attributes: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    return [(name, [value] if isinstance(value, str) else list(value)) for name, value in attributes.items()]
