"""A gold record as a row of a table, and back. A row has plain values, lists and structs, but no maps."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from annotate.core.record import FORMAT, GoldRecord

if TYPE_CHECKING:
    import pyarrow

Row = dict[str, Any]

ARTICLE = ("id", "text", "title", "published", "language", "source", "url")
TIMES = ("created_at", "updated_at")
ANNOTATION = (
    *("author", "status", "ontology", "digest", *TIMES, "based_on", "decision", "rewritten_by"),
    "unsure",
)
_REGION = ("id", "score", "uncertainty", "unsure", "note")
_ENTITY = (*_REGION, "start", "end", "label", "text", "ref")
_EVENT = (*_REGION, "type")
_TRIGGER = ("start", "end", "text")
_ARGUMENT = ("role", "entity")
_PROVENANCE = ("source", "score")


def to_row(record: GoldRecord) -> Row:
    """The record as a row.

    The columns are the fields of the article and of the annotation, under their names in gold.jsonl. An
    absent value is null, an absent list is empty. ``attributes`` and ``lost`` are lists of {name, values};
    ``multiple`` says that an attribute is a list in gold.jsonl. Times are ISO 8601. ``meta`` is JSON.
    ``extra`` is JSON with the keys that the schema of this table does not have, by the place of their object:
    "", "article", "annotation", "entities.0", "events.2.arguments.1", ….
    """
    data = record.to_dict()
    taken = _Taken()
    article, annotation = data.pop("article"), data.pop("annotation")
    del data["format"]
    meta = article.pop("meta", None)
    row: Row = {
        **taken.fields("article", article, ARTICLE),
        "meta": None if meta is None else _json(meta),
        "lead_time_s": annotation.pop("lead_time_s", None),
        "lost": [{"name": name, "values": said} for name, said in annotation.pop("lost", {}).items()],
        "entities": taken.each("entities", annotation, taken.entity),
        "events": taken.each("events", annotation, taken.event),
        **taken.fields("annotation", annotation, ANNOTATION),
    }
    taken.rest("", data)
    row["extra"] = _json(taken.extra) if taken.extra else None
    return row


class _Taken:
    """Takes the known keys out of the objects of a record. ``extra`` collects the others by place."""

    def __init__(self) -> None:
        self.extra: dict[str, Any] = {}

    def rest(self, place: str, data: Row) -> None:
        if data:
            self.extra[place] = data

    def fields(self, place: str, data: Row, names: Iterable[str], made: Row | None = None) -> Row:
        row = {name: data.pop(name, None) for name in names}
        self.rest(place, data)
        return {**row, **(made or {})}

    def each(self, name: str, data: Row, take: Any, place: str = "") -> list[Row]:
        return [take(f"{place}{name}.{number}", item) for number, item in enumerate(data.pop(name, ()))]

    def entity(self, place: str, data: Row) -> Row:
        return self.fields(place, data, _ENTITY, self._of_region(place, data))

    def event(self, place: str, data: Row) -> Row:
        trigger = data.pop("trigger", None)
        made = {
            "trigger": None if trigger is None else self.fields(f"{place}.trigger", trigger, _TRIGGER),
            "arguments": self.each("arguments", data, self._argument, f"{place}."),
            **self._of_region(place, data),
        }
        return self.fields(place, data, _EVENT, made)

    def _of_region(self, place: str, data: Row) -> Row:
        return {
            "attributes": [_attribute(name, value) for name, value in data.pop("attributes", {}).items()],
            "provenance": self.each("provenance", data, self._provenance, f"{place}."),
            "unreviewed": data.pop("unreviewed", []),
        }

    def _argument(self, place: str, data: Row) -> Row:
        unreviewed = data.pop("unreviewed", [])
        return self.fields(place, data, _ARGUMENT, {"unreviewed": unreviewed})

    def _provenance(self, place: str, data: Row) -> Row:
        return self.fields(place, data, _PROVENANCE)


def _attribute(name: str, value: str | list[str]) -> Row:
    multiple = not isinstance(value, str)
    return {"name": name, "values": value if multiple else [value], "multiple": multiple}


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def from_row(row: Mapping[str, Any]) -> GoldRecord:
    """The record of a row, the inverse of `to_row`. Lists may be any sequences, such as arrays.

    Raises `ValueError` for a row that holds no valid record.
    """
    extra = json.loads(row["extra"]) if row.get("extra") else {}

    def given(place: str, values: Mapping[str, Any]) -> Row:
        """The values that are there, with those that the table has no column for."""
        present = {name: value for name, value in values.items() if value is not None}
        return {**present, **extra.get(place, {})}

    def region(place: str, item: Mapping[str, Any]) -> Row:
        made = {
            **item,
            "attributes": {
                pair["name"]: list(pair["values"]) if pair["multiple"] else pair["values"][0]
                for pair in item["attributes"]
            },
            "provenance": _placed(item["provenance"], f"{place}.provenance", given),
            "unreviewed": list(item["unreviewed"]),
        }
        return given(place, made)

    def event(place: str, item: Mapping[str, Any]) -> Row:
        trigger = item["trigger"]
        made = {
            **item,
            "trigger": None if trigger is None else given(f"{place}.trigger", trigger),
            "arguments": _placed(item["arguments"], f"{place}.arguments", argument),
        }
        return region(place, made)

    def argument(place: str, item: Mapping[str, Any]) -> Row:
        return given(place, {**item, "unreviewed": list(item["unreviewed"])})

    annotation = {
        **{name: row.get(name) for name in (*ANNOTATION, "lead_time_s")},
        "lost": {item["name"]: list(item["values"]) for item in row["lost"]},
        "entities": _placed(row["entities"], "entities", region),
        "events": _placed(row["events"], "events", event),
    }
    article = {name: row[name] for name in ARTICLE}
    article["meta"] = None if row["meta"] is None else json.loads(row["meta"])
    return GoldRecord.model_validate(
        {
            "format": FORMAT,
            "article": given("article", article),
            "annotation": given("annotation", annotation),
            **extra.get("", {}),
        }
    )


def _placed(items: Iterable[Mapping[str, Any]], place: str, make: Any) -> list[Row]:
    return [make(f"{place}.{number}", item) for number, item in enumerate(items)]


def arrow_schema(*, unsure: bool = True) -> pyarrow.Schema:
    """The columns of a table of rows; `to_row` says what they hold.

    Without ``unsure``, the columns that releases had before that field was added.
    """
    import pyarrow as pa

    text, number, whole, texts = pa.string(), pa.float64(), pa.int64(), pa.list_(pa.string())

    def structs(*fields: tuple[str, Any]) -> Any:
        return pa.list_(pa.struct(fields))

    span = (("start", whole), ("end", whole))
    attributes = ("attributes", structs(("name", text), ("values", texts), ("multiple", pa.bool_())))
    region = (
        attributes,
        ("score", number),
        ("uncertainty", number),
        ("provenance", structs(("source", text), ("score", number))),
        ("unreviewed", texts),
        *((("unsure", text),) if unsure else ()),
        ("note", text),
    )
    entities = structs(("id", text), *span, ("label", text), ("text", text), ("ref", text), *region)
    events = structs(
        ("id", text),
        ("type", text),
        ("trigger", pa.struct([*span, ("text", text)])),
        ("arguments", structs(("role", text), ("entity", text), ("unreviewed", texts))),
        *region,
    )
    return pa.schema(
        [
            *((name, text) for name in ARTICLE),
            ("meta", text),
            *((name, text) for name in ANNOTATION if unsure or name != "unsure"),
            ("lead_time_s", number),
            ("lost", structs(("name", text), ("values", texts))),
            ("entities", entities),
            ("events", events),
            ("extra", text),
        ]
    )
