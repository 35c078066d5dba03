"""The rows of the table of events."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from annotate.core.annotation import Argument, AttributeValue, Entity, Event
from annotate.core.ontology import Ontology
from annotate.core.ontology_form import RoleKind
from annotate.core.record import GoldRecord
from annotate.core.sentences import sentence_ranges
from annotate.core.unreviewed import ATTRIBUTES, REF, ROLE, unreviewed_values_of
from annotate.export.countries import country_of
from annotate.export.loss_list import LossKind
from annotate.export.losses import Losses

Row = dict[str, str | int | None]

NUMBERS = frozenset({"sources", "targets", "trigger_start", "trigger_end"})
_ACTOR = ("{}", "{}_country", "{}_country_by", "{}_label", "{}_ref", "{}_sector", "{}s")
_ATTRIBUTES = ("mode", "context", "modality", "polarity")
_SIDES = {"agent": "source", "recipient": "target"}
_FIELDS = frozenset({"title", "published", "language", "source", "url", "author", "decision"})
_BETWEEN = "; "
# What PLOVER codes as AGREE if it is planned (manual 0.8, https://github.com/openeventdata/PLOVER).
_PLANNED = frozenset({"CONSULT", "SUPPORT", "COOPERATE", "AID"})
_SECTOR, _VALUE = "sector", "value"
_PARTS: tuple[LossKind, ...] = ("unsure", "note", "scores", "provenance")


class EventTable:
    """Makes the rows of records, and counts in ``losses`` what the rows do not hold.

    Columns of attributes are those of the event types of the ontology, after the four usual ones. Without an
    ontology, there are these four alone, and roles are known by the names Agent, Recipient, Place and Time.

    With ``plover``, the column ``type_plover`` has the type by PLOVER's rule: a planned CONSULT, SUPPORT,
    COOPERATE or AID is AGREE.
    """

    def __init__(self, ontology: Ontology | None, losses: Losses, *, plover: bool = False) -> None:
        self._ontology, self._losses = ontology, losses
        own = (
            (name for type_ in ontology.events for name in ontology.attributes_of(type_)) if ontology else ()
        )
        fixed = {*_columns(()), *NUMBERS}
        self._attributes = tuple(name for name in dict.fromkeys((*_ATTRIBUTES, *own)) if name not in fixed)
        self.columns = tuple(name for name in _columns(self._attributes) if plover or name != "type_plover")

    def rows(self, record: GoldRecord) -> Iterator[Row]:
        """The rows of a record's events, in the order of the record."""
        losses, annotation = self._losses, record.annotation
        entities = {entity.id: entity for entity in annotation.entities}
        sentences = list(sentence_ranges(record.text)) if record.text else []
        held: dict[str, set[str]] = {}  # by entity: the attributes that a row holds, and "ref"
        for event in annotation.events:
            losses.event_written(event)
            losses.lose_parts(record, event, *_PARTS)
            if left := sorted({*event.attributes} - {*self._attributes}):
                losses.lose(record, event.id, "attributes", f"the table has no column for {', '.join(left)}")
            yield self._row(record, event, entities, sentences, held)
        for entity in annotation.entities:
            if entity.id not in held:
                losses.lose(record, entity.id, "entity", "in no row of the table")
                continue
            losses.entities_written += 1
            losses.lose(record, entity.id, "position", "the table holds the words of mentions, not positions")
            losses.lose_parts(record, entity, *_PARTS)
            if entity.ref is not None and "ref" not in held[entity.id]:
                losses.lose(record, entity.id, "ref", "the table has no column for refs of this role")
            if {*entity.attributes} - held[entity.id]:
                losses.lose(record, entity.id, "attributes", "the table has no column for them")
        losses.lose_fields(record, held=_FIELDS if annotation.events else (), text=True)
        losses.articles += 1

    def _row(
        self,
        record: GoldRecord,
        event: Event,
        entities: dict[str, Entity],
        sentences: list[tuple[int, int]],
        held: dict[str, set[str]],
    ) -> Row:
        article, annotation, trigger = record.article, record.annotation, event.trigger
        row: Row = {
            "event": event.id,
            "type": event.type,
            "type_plover": _plover_type(event),
            **{name: _joined(_values(event.attributes.get(name))) for name in self._attributes},
            "published": article.published,
            "article": article.id,
            "article_source": article.source,
            "url": article.url,
            "title": article.title,
            "language": article.language,
            "trigger": trigger.text if trigger else None,
            "trigger_start": trigger.start if trigger else None,
            "trigger_end": trigger.end if trigger else None,
            "sentence": _sentence(record, event, sentences),
            "decision": annotation.decision,
            "author": annotation.author,
        }
        roles: dict[RoleKind, list[Entity]] = {"agent": [], "recipient": [], "place": [], "time": []}
        others, fillers = [], []
        for argument in event.arguments:
            filler = entities[argument.entity]
            kind = self._kind(event.type, argument.role)
            fillers.append((kind, argument, filler))
            known = held.setdefault(filler.id, set())
            if kind not in roles:
                others.append(f"{argument.role}: {filler.text}")
                continue
            roles[kind].append(filler)
            known |= {"agent": {"ref", _SECTOR}, "recipient": {"ref", _SECTOR}, "place": {"ref"}}.get(
                kind, {_VALUE}
            )
        for name, kind in (("source", "agent"), ("target", "recipient")):
            row.update(self._actor(name, roles[kind], entities))  # type: ignore[index]
        row["place"] = _joined(one.text for one in roles["place"])
        row["place_ref"] = _joined(one.ref or "" for one in roles["place"])
        row["date"] = _joined(value for one in roles["time"] for value in _values(one.attributes.get(_VALUE)))
        row["time_words"] = _joined(one.text for one in roles["time"])
        row["others"] = _joined(others)
        unreviewed = {*_unreviewed(event, fillers)}
        for kind, argument, filler in fillers:
            at = country_of(filler, entities.values(), self._ontology) if kind in _SIDES else None
            if at is not None and (ROLE in argument.unreviewed or REF in unreviewed_values_of(at)):
                unreviewed.add(f"{_SIDES[kind or '']}_country")
        row["unreviewed"] = _joined(name for name in self.columns if name in unreviewed)
        return {name: row[name] for name in self.columns}

    def _actor(self, name: str, fillers: list[Entity], entities: dict[str, Entity]) -> Row:
        found = [country_of(one, entities.values(), self._ontology) for one in fillers]
        by = {True: "ref", False: "nested place"}
        sources = [by[at is one] if at else "" for one, at in zip(fillers, found, strict=True)]
        return {
            name: _joined(one.text for one in fillers),
            f"{name}_country": _joined((at.ref or "") if at else "" for at in found),
            f"{name}_country_by": _joined(sources),
            f"{name}_label": _joined(one.label for one in fillers),
            f"{name}_ref": _joined(one.ref or "" for one in fillers),
            f"{name}_sector": _joined(map(_sector, fillers)),
            f"{name}s": len(fillers),
        }

    def _kind(self, event_type: str, role: str) -> str | None:
        """The kind of a role: agent, recipient, place, time, or None for others."""
        ontology = self._ontology
        if ontology is None or event_type not in ontology.events:
            return role.lower() if role in ("Agent", "Recipient", "Place", "Time") else None
        kinds: tuple[RoleKind, ...] = ("agent", "recipient", "place", "time")
        return next((kind for kind in kinds if ontology.role_of(kind, event_type) == role), None)


def _columns(attributes: Iterable[str]) -> tuple[str, ...]:
    return (
        *("date", "published"),
        *(column.format("source") for column in _ACTOR),
        *(column.format("target") for column in _ACTOR),
        *("type", "type_plover"),
        *attributes,
        *("place", "place_ref", "others", "time_words", "trigger", "trigger_start", "trigger_end"),
        *("sentence", "article", "article_source", "url", "title", "language", "event"),
        *("decision", "author", "unreviewed"),
    )


def _plover_type(event: Event) -> str:
    planned = event.type in _PLANNED and event.attributes.get("modality") == "planned"
    return "AGREE" if planned else event.type


def _sector(entity: Entity) -> str:
    return ", ".join(_values(entity.attributes.get(_SECTOR)))


def _values(value: AttributeValue | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


def _joined(values: Iterable[str]) -> str | None:
    """The values in one cell; None if there are none, or all are empty."""
    found = [value.replace("\\", "\\\\").replace(";", "\\;") for value in values]
    return _BETWEEN.join(found) if any(found) else None


def _sentence(record: GoldRecord, event: Event, sentences: list[tuple[int, int]]) -> str | None:
    """The sentence of the trigger, or the sentences, if the trigger is longer; without white space around."""
    if event.trigger is None or not sentences or record.text is None:
        return None
    starts = [start for start, _ in sentences]
    first = bisect_right(starts, event.trigger.start) - 1
    last = bisect_right(starts, event.trigger.end - 1) - 1
    return record.text[sentences[first][0] : sentences[last][1]].strip()


def _unreviewed(event: Event, fillers: Iterable[tuple[str | None, Argument, Entity]]) -> Iterator[str]:
    """The columns of a row with values that nobody saw on a screen."""
    for name in unreviewed_values_of(event):
        if name.startswith(ATTRIBUTES):
            yield name.removeprefix(ATTRIBUTES)
    for kind, argument, filler in fillers:
        if not (argument.unreviewed or filler.unreviewed):
            continue
        marked = unreviewed_values_of(filler)
        for column, value in _shown(kind, filler):
            if ROLE in argument.unreviewed or value in marked:
                yield column


def _shown(kind: str | None, filler: Entity) -> Iterator[tuple[str, str]]:
    """The columns that a filler fills, and the name of the value that each shows."""
    words = {"agent": "source", "recipient": "target", "place": "place", "time": "time_words"}
    column = words.get(kind or "", "others")
    yield column, ROLE
    if filler.ref is not None and kind in ("agent", "recipient", "place"):
        yield f"{column}_ref", REF
    if _SECTOR in filler.attributes and kind in ("agent", "recipient"):
        yield f"{column}_sector", f"{ATTRIBUTES}{_SECTOR}"
    if _VALUE in filler.attributes and kind == "time":
        yield "date", f"{ATTRIBUTES}{_VALUE}"
