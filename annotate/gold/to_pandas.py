"""Gold as pandas tables: a row for each article, entity, event or argument."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, get_args

from annotate.core.annotation import Entity, Event
from annotate.core.errors import MissingExtraError
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.export.alignment import check_choice

if TYPE_CHECKING:
    import pandas

Table = Literal["articles", "entities", "events", "arguments"]
Row = dict[str, Any]
SEVERAL = "; "  # between the values of one cell

_TEXT, _COUNT, _NUMBER, _NAME = "string", "Int64", "Float64", "category"
_COLUMNS: dict[Table, dict[str, str]] = {
    "articles": {
        **{"article": _TEXT, "split": _NAME, "title": _TEXT, "published": _TEXT, "language": _NAME},
        **{"source": _NAME, "url": _TEXT, "text": _TEXT, "author": _NAME, "decision": _NAME},
        **{"entities": _COUNT, "events": _COUNT, "types": _TEXT},
    },
    "entities": {
        **{"article": _TEXT, "split": _NAME, "id": _TEXT, "start": _COUNT, "end": _COUNT, "label": _NAME},
        **{"text": _TEXT, "ref": _TEXT, "score": _NUMBER, "unreviewed": _TEXT},
    },
    "events": {
        **{"article": _TEXT, "split": _NAME, "published": _TEXT, "id": _TEXT, "type": _NAME},
        **{"trigger": _TEXT, "start": _COUNT, "end": _COUNT, "score": _NUMBER, "unreviewed": _TEXT},
    },
    "arguments": {
        **{"article": _TEXT, "split": _NAME, "event": _TEXT, "type": _NAME, "trigger": _TEXT},
        **{"role": _NAME, "entity": _TEXT, "label": _NAME, "text": _TEXT, "ref": _TEXT},
        **{"start": _COUNT, "end": _COUNT, "unreviewed": _TEXT},
    },
}


def table_of(
    records: Iterable[GoldRecord],
    table: Table,
    splits: Mapping[str, Iterable[str]],
    ontology: Ontology | None,
) -> pandas.DataFrame:
    """The table of all records, in their order. Positions are code points of the article's text.

    ``splits`` maps each split to its article ids. Entities and events have a column ``attributes.NAME`` for
    each attribute of the ontology (or of the records), and events a column for each role, with the words of
    its fillers. Several values are joined by "; ". What is absent is
    missing (``pandas.NA``); so are the words in a release without texts.
    """
    check_choice("table", table, get_args(Table))
    try:
        import pandas
    except ImportError as error:
        raise MissingExtraError("pandas", "export") from error
    split_of = {article: name for name, ids in splits.items() for article in ids}
    columns = {**_COLUMNS[table], **_of_ontology(ontology, table)}
    values: dict[str, list[Any]] = {name: [] for name in columns}
    count = 0
    for record in records:
        for row in _ROWS[table](record):
            row |= {"article": record.article.id, "split": split_of.get(record.article.id)}
            for name in row.keys() - values.keys():  # what the ontology does not have
                columns[name], values[name] = _TEXT, [None] * count
            for name, column in values.items():
                column.append(row.get(name))
            count += 1
    made = {name: pandas.array(column, dtype=_dtype(columns[name])) for name, column in values.items()}
    frame = pandas.DataFrame({name: pandas.Series(column) for name, column in made.items()})
    names = [name for name, kind in columns.items() if kind == _NAME]
    frame = frame.astype(dict.fromkeys(names, "category"))
    return frame.assign(split=frame["split"].cat.set_categories(list(splits)))


def _dtype(kind: str) -> Any:
    return "string" if kind == _NAME else kind


def _of_ontology(ontology: Ontology | None, table: Table) -> dict[str, str]:
    if ontology is None:
        return {}
    if table == "entities":
        names = _attributes(ontology, ontology.entities)
    elif table == "events":
        roles = dict.fromkeys(role for roles in ontology.roles_of.values() for role in roles)
        names = [*roles, *_attributes(ontology, ontology.events)]
    else:
        names = []
    return dict.fromkeys(names, _TEXT)


def _attributes(ontology: Ontology, labels: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(f"attributes.{name}" for one in labels for name in ontology.attributes_of(one)))


def _articles(record: GoldRecord) -> Iterator[Row]:
    article, annotation = record.article, record.annotation
    yield {
        **{name: getattr(article, name) for name in ("title", "published", "language", "source", "url")},
        "text": record.text,
        "author": annotation.author,
        "decision": None if annotation.decision is None else annotation.decision.value,
        "entities": len(annotation.entities),
        "events": len(annotation.events),
        "types": _joined(sorted(annotation.article_types)),
    }


def _entities(record: GoldRecord) -> Iterator[Row]:
    for entity in record.entities:
        yield {
            **_mention(entity),
            "id": entity.id,
            "score": entity.score,
            "unreviewed": _joined(entity.unreviewed),
            **_values(entity),
        }


def _events(record: GoldRecord) -> Iterator[Row]:
    for event in record.events:
        trigger = event.trigger
        yield {
            "published": record.article.published,
            "id": event.id,
            "type": event.type,
            "trigger": None if trigger is None else trigger.text or None,
            "start": None if trigger is None else trigger.start,
            "end": None if trigger is None else trigger.end,
            "score": event.score,
            "unreviewed": _joined(event.unreviewed),
            **_values(event),
            **{role: _joined([one.text for one in some if one.text]) for role, some in event.fillers.items()},
        }


def _arguments(record: GoldRecord) -> Iterator[Row]:
    mentions = {entity.id: entity for entity in record.entities}
    for event in record.events:
        for argument in event.arguments:
            yield {
                **_mention(mentions[argument.entity]),
                "event": event.id,
                "type": event.type,
                "trigger": None if event.trigger is None else event.trigger.text or None,
                "role": argument.role,
                "entity": argument.entity,
                "unreviewed": _joined(argument.unreviewed),
            }


_ROWS: dict[Table, Callable[[GoldRecord], Iterator[Row]]] = {
    "articles": _articles,
    "entities": _entities,
    "events": _events,
    "arguments": _arguments,
}


def _mention(entity: Entity) -> Row:
    return {
        **{"start": entity.start, "end": entity.end, "label": entity.label},
        **{"text": entity.text or None, "ref": entity.ref},
    }


def _values(region: Entity | Event) -> Row:
    return {
        f"attributes.{name}": value if isinstance(value, str) else SEVERAL.join(value)
        for name, value in region.attributes.items()
    }


def _joined(values: Iterable[str]) -> str | None:
    return SEVERAL.join(values) or None
