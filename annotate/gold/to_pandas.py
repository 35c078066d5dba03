"""Gold as pandas tables: a row for each article, entity, event or argument."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, get_args

from annotate.core.annotation import Entity
from annotate.core.errors import MissingExtraError
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.core.unreviewed import REF, ROLE, unreviewed_values_of
from annotate.export.alignment import check_choice
from annotate.export.event_rows import NUMBERS, EventTable
from annotate.export.losses import Losses

if TYPE_CHECKING:
    import pandas

Table = Literal["articles", "entities", "events", "arguments"]
Row = dict[str, Any]
Rows = Callable[[GoldRecord], Iterator[Row]]
SEVERAL = "; "  # between the values of one cell

_TEXT, _COUNT, _NUMBER = "string", "Int64", "Float64"
_COLUMNS: dict[Table, dict[str, str]] = {
    "articles": {
        **dict.fromkeys(
            ("article", "split", "title", "published", "language", "article_source", "url", "text"), _TEXT
        ),
        **dict.fromkeys(("author", "decision"), _TEXT),
        **{"entities": _COUNT, "events": _COUNT, "types": _TEXT, "unsure": _TEXT},
    },
    "entities": {
        **{"article": _TEXT, "split": _TEXT, "id": _TEXT, "start": _COUNT, "end": _COUNT, "label": _TEXT},
        **{"text": _TEXT, "ref": _TEXT, "score": _NUMBER, "unreviewed": _TEXT, "unsure": _TEXT},
    },
    "events": {"article": _TEXT, "split": _TEXT, "event": _TEXT},
    "arguments": {
        **dict.fromkeys(("article", "split", "event", "type", "trigger", "role", "entity", "label"), _TEXT),
        **{"text": _TEXT, "ref": _TEXT, "start": _COUNT, "end": _COUNT, "unreviewed": _TEXT},
    },
}


def table_of(
    records: Iterable[GoldRecord],
    table: Table,
    splits: Mapping[str, Iterable[str]],
    ontology: Ontology | None,
) -> pandas.DataFrame:
    """The table of all records, in their order. Positions are code points of the article's text.

    ``splits`` maps each split to its article ids. Entities have a column ``attributes.NAME`` for each
    attribute of the ontology (or of the records). Events have the columns of the export format `events`, then
    a column for each role with the words of its fillers, then ``score``. Several values
    are joined by "; ". ``unsure`` has the remark of somebody who was unsure; it may be empty.
    ``unreviewed`` names the columns of the row whose values nobody saw on a screen; ``article_source`` is the
    ``source`` of the article. What is absent is missing (``pandas.NA``); so are the words in a release
    without texts.
    """
    check_choice("table", table, get_args(Table))
    try:
        import pandas
    except ImportError as error:
        raise MissingExtraError("pandas", "export") from error
    split_of = {article: name for name, ids in splits.items() for article in ids}
    columns, rows = _form(ontology, table)
    values: dict[str, list[Any]] = {name: [] for name in columns}
    count = 0
    for record in records:
        for row in rows(record):
            row |= {"article": record.article.id, "split": split_of.get(record.article.id)}
            for name in [name for name in row if name not in values]:  # what the ontology does not have
                columns[name], values[name] = _TEXT, [None] * count
            for name, column in values.items():
                value = row.get(name)
                column.append(sys.intern(str(value)) if isinstance(value, str) else value)  # once in memory
            count += 1
    made = {name: pandas.array(column, dtype=_dtype(columns[name])) for name, column in values.items()}
    return pandas.DataFrame({name: pandas.Series(column) for name, column in made.items()})


def _dtype(kind: str) -> Any:  # the library's hints know its names only as literals
    return kind


def _form(ontology: Ontology | None, table: Table) -> tuple[dict[str, str], Rows]:
    """The types of the columns, by name, and what makes the rows of a record."""
    columns = dict(_COLUMNS[table])
    if table == "events":
        events = EventTable(ontology, Losses())
        columns |= {name: _COUNT if name in NUMBERS else _TEXT for name in events.columns}
        types = ontology.roles_of.values() if ontology else ()
        columns |= {role: _TEXT for roles in types for role in roles if role not in columns}
        columns |= {"score": _NUMBER, "unsure": _TEXT}
        return columns, lambda record: _events(events, record)
    if table == "entities" and ontology:
        columns |= {name: _TEXT for one in ontology.entities for name in _names(ontology.attributes_of(one))}
    return columns, _ROWS[table]


def _events(table: EventTable, record: GoldRecord) -> Iterator[Row]:
    for event, row in zip(record.events, table.rows(record), strict=True):
        attributes = {
            name: value if isinstance(value, str) else SEVERAL.join(value)
            for name, value in event.attributes.items()
        }
        fillers = {
            role: _joined(one.text for one in some if one.text) for role, some in event.fillers.items()
        }
        yield {**attributes, **fillers, **row, "score": event.score, "unsure": event.unsure}


def _articles(record: GoldRecord) -> Iterator[Row]:
    article, annotation = record.article, record.annotation
    yield {
        **{name: getattr(article, name) for name in ("title", "published", "language", "url")},
        "article_source": article.source,
        "text": record.text,
        "author": annotation.author,
        "decision": None if annotation.decision is None else annotation.decision.value,
        "entities": len(annotation.entities),
        "events": len(annotation.events),
        "types": _joined(sorted(annotation.article_types)),
        "unsure": annotation.unsure,
    }


def _entities(record: GoldRecord) -> Iterator[Row]:
    for entity in record.entities:
        values = (one if isinstance(one, str) else SEVERAL.join(one) for one in entity.attributes.values())
        yield {
            **_mention(entity),
            "id": entity.id,
            "score": entity.score,
            "unreviewed": _joined(unreviewed_values_of(entity)),
            "unsure": entity.unsure,
            **dict(zip(_names(entity.attributes), values, strict=True)),
        }


def _arguments(record: GoldRecord) -> Iterator[Row]:
    mentions = {entity.id: entity for entity in record.entities}
    for event in record.events:
        for argument in event.arguments:
            filler = mentions[argument.entity]
            unreviewed = [ROLE] if ROLE in argument.unreviewed else []
            unreviewed += [REF] if REF in unreviewed_values_of(filler) else []
            yield {
                **_mention(filler),
                "event": event.id,
                "type": event.type,
                "trigger": None if event.trigger is None else event.trigger.text or None,
                "role": argument.role,
                "entity": argument.entity,
                "unreviewed": _joined(unreviewed),
            }


_ROWS: dict[Table, Rows] = {"articles": _articles, "entities": _entities, "arguments": _arguments}


def _mention(entity: Entity) -> Row:
    return {
        **{"start": entity.start, "end": entity.end, "label": entity.label},
        **{"text": entity.text or None, "ref": entity.ref},
    }


def _names(attributes: Iterable[str]) -> Iterator[str]:
    return (f"attributes.{name}" for name in attributes)


def _joined(values: Iterable[str]) -> str | None:
    return SEVERAL.join(values) or None
