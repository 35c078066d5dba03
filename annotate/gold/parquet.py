"""gold.parquet: a row per article, entities and events as lists of structs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.core.annotation import Argument, Entity, Event
from annotate.core.errors import MissingExtraError
from annotate.core.files import writing_bytes
from annotate.core.record import GoldRecord

if TYPE_CHECKING:
    import pyarrow

_ROWS = 1000


def write_parquet(path: Path, records: Iterable[GoldRecord]) -> int:
    """Writes the records and returns their number. Raises `MissingExtraError` without pyarrow."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtraError("pyarrow", "export") from error
    schema = _schema()
    count = 0
    rows = iter(records)
    open_writer: Any = pyarrow.parquet.ParquetWriter  # it has no type hints
    with writing_bytes(path) as file, open_writer(file, schema) as writer:
        while batch := [_row(record) for record in islice(rows, _ROWS)]:
            writer.write_table(pyarrow.Table.from_pylist(batch, schema=schema))
            count += len(batch)
    return count


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
