"""Several labelers' answers on one article become one annotation, by one set of rules.

Entities. The same span with the same label is one entity, with the provenance of all. Two mentions
are in conflict when they have the same span and different labels, or overlap in a way that
`nesting_allowed` forbids. Of two in conflict the one stays whose labeler comes first in the priority,
else the one with the higher score, else the longer one, else the one that stands first in the text.

Events. The same trigger span with the same type is one event, with the arguments of all. An argument
that names a dropped entity moves to the one kept in its place where the ontology allows that filler,
else it is dropped. A type without a trigger gives way to a triggered event of that type.

Attributes and `ref` that one labeler leaves open are filled from the next; where two differ the first
by priority stands. Everything left out is listed with its reason. The result does not depend on the
order of contributions, only on their ranks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotate.core.annotation import (
    Annotation,
    Argument,
    AttributeValue,
    Entity,
    Event,
    Provenance,
    Trigger,
    events_in_reading_order,
    in_reading_order,
)
from annotate.core.ontology import Ontology
from annotate.core.ontology_checks import nesting_allowed
from annotate.prelabel.outcome import Dropped, Kind
from annotate.prelabel.region_ids import entity_id, event_id

EntityKey = tuple[int, int, str]
EventKey = tuple[int, int, str]  # (-1, -1, type) where there is no trigger
_BUCKET = 64  # code points; overlapping mentions share at least one bucket, so none is compared with all


@dataclass(frozen=True)
class Contribution:
    """What one labeler said of an article. The lower ``rank`` goes first; equal ranks are equal."""

    source: str
    rank: int
    annotation: Annotation

    def owns(self, region: Entity | Event) -> bool:
        """Whether the labeler speaks for the region itself, and did not only repeat it for an argument."""
        return not region.provenance or self.source in {said.source for said in region.provenance}


@dataclass(frozen=True)
class Merged:
    """Entities and events in reading order with ids made from what they are, and what was left out."""

    entities: tuple[Entity, ...]
    events: tuple[Event, ...]
    dropped: tuple[Dropped, ...]


def merge(contributions: Sequence[Contribution], ontology: Ontology) -> Merged:
    """One annotation's entities and events from all ``contributions``, by the rules above.

    Each must hold only labels, attributes and roles of ``ontology``.
    """
    # Ranks first, then names and content: never the order in which the labelers ran.
    ordered = sorted(contributions, key=lambda item: (item.rank, item.source, item.annotation.to_json()))
    dropped: list[Dropped] = []
    entities, winners = _merged_entities(ordered, ontology, dropped)
    events = _merged_events(ordered, entities, winners, ontology, dropped)
    return Merged(
        tuple(in_reading_order(entities.values())),
        tuple(events_in_reading_order(events)),
        tuple(
            sorted(dropped, key=lambda item: (item.source, item.kind, item.region, item.what, item.reason))
        ),
    )


def _merged_entities(
    ordered: Sequence[Contribution], ontology: Ontology, dropped: list[Dropped]
) -> tuple[dict[EntityKey, Entity], dict[EntityKey, Entity]]:
    """The entities kept, by key; and for each key not kept the entity that stands in its place."""
    given: dict[EntityKey, list[tuple[Contribution, Entity]]] = {}
    repeated: dict[EntityKey, list[tuple[Contribution, Entity]]] = {}
    for contribution in ordered:
        for entity in contribution.annotation.entities:
            into = given if contribution.owns(entity) else repeated
            into.setdefault(_entity_key(entity), []).append((contribution, entity))
    for key, members in repeated.items():
        # Who only repeats a mention has no vote on it, but may say what it stands for.
        given.setdefault(key, []).extend(members)
    candidates = sorted(
        ((key, members, _one_entity(key, members, dropped)) for key, members in given.items()),
        key=lambda item: (item[1][0][0].rank, -(item[2].score or 0), -len(item[2]), *item[0]),
    )
    kept = _Kept(ontology)
    winners: dict[EntityKey, Entity] = {}
    for key, members, entity in candidates:
        rival = kept.rival_of(entity)
        if rival is None:
            kept.add(entity)
            continue
        winners[key] = rival
        same = (rival.start, rival.end) == (entity.start, entity.end)
        reason = f"{'same span as' if same else 'overlaps'} {rival.label}"
        for source in sorted({contribution.source for contribution, _ in members}):
            dropped.append(Dropped(source, "entity", entity.id, f"{entity.label} {entity.text!r}", reason))
    return {_entity_key(entity): entity for entity in kept.entities}, winners


def _one_entity(
    key: EntityKey, members: Sequence[tuple[Contribution, Entity]], dropped: list[Dropped]
) -> Entity:
    start, end, label = key
    region = entity_id(members[0][1], label)
    ref = None
    for contribution, entity in members:
        if ref is None:
            ref = entity.ref
        elif entity.ref not in (None, ref):
            what = f"ref={entity.ref}"
            dropped.append(Dropped(contribution.source, "attribute", region, what, "differs from the first"))
    return Entity(
        id=region,
        start=start,
        end=end,
        label=label,
        text=members[0][1].text,
        attributes=_attributes(region, members, dropped),
        ref=ref,
        score=_score(entity for _, entity in members),
        provenance=_provenance(members),
    )


class _Kept:
    """The entities kept so far, found by where they stand."""

    def __init__(self, ontology: Ontology) -> None:
        self.entities: list[Entity] = []
        self._ontology = ontology
        self._buckets: dict[int, list[Entity]] = {}

    def add(self, entity: Entity) -> None:
        self.entities.append(entity)
        for bucket in self._of(entity):
            self._buckets.setdefault(bucket, []).append(entity)

    def rival_of(self, entity: Entity) -> Entity | None:
        """The entity kept first among those that ``entity`` is in conflict with, or None."""
        for bucket in self._of(entity):
            for other in self._buckets.get(bucket, ()):
                if entity.overlaps(other) and self._in_conflict(entity, other):
                    return other
        return None

    def _in_conflict(self, entity: Entity, other: Entity) -> bool:
        same_span = (entity.start, entity.end) == (other.start, other.end)
        return same_span or not nesting_allowed(entity, other, self._ontology)

    @staticmethod
    def _of(entity: Entity) -> range:
        return range(entity.start // _BUCKET, (entity.end - 1) // _BUCKET + 1)


def _merged_events(
    ordered: Sequence[Contribution],
    entities: dict[EntityKey, Entity],
    winners: dict[EntityKey, Entity],
    ontology: Ontology,
    dropped: list[Dropped],
) -> list[Event]:
    given: dict[EventKey, list[tuple[Contribution, Event]]] = {}
    fillers: dict[int, dict[str, EntityKey]] = {}  # by contribution: what its region ids stand for
    for contribution in ordered:
        fillers[id(contribution)] = {
            entity.id: _entity_key(entity) for entity in contribution.annotation.entities
        }
        for event in contribution.annotation.events:
            given.setdefault(_event_key(event), []).append((contribution, event))
    triggered = {event_type for start, _, event_type in given if start >= 0}
    events = []
    for key, members in sorted(given.items()):
        region = event_id(members[0][1].trigger, key[2])
        if key[0] < 0 and key[2] in triggered:
            for source in sorted({contribution.source for contribution, _ in members}):
                reason = "the type has a triggered event"
                dropped.append(Dropped(source, "event", region, f"{key[2]} of the article", reason))
            continue
        events.append(
            Event(
                id=region,
                type=key[2],
                trigger=_trigger(members[0][1]),
                arguments=_arguments(region, members, fillers, entities, winners, ontology, dropped),
                attributes=_attributes(region, members, dropped),
                score=_score(event for _, event in members),
                provenance=_provenance(members),
            )
        )
    return events


def _arguments(
    region: str,
    members: Sequence[tuple[Contribution, Event]],
    fillers: dict[int, dict[str, EntityKey]],
    entities: dict[EntityKey, Entity],
    winners: dict[EntityKey, Entity],
    ontology: Ontology,
    dropped: list[Dropped],
) -> tuple[Argument, ...]:
    uses = ontology.roles_of[members[0][1].type]
    taken: dict[str, list[Entity]] = {role: [] for role in uses}
    for contribution, event in members:
        keys = fillers[id(contribution)]
        for argument in event.arguments:
            key = keys[argument.entity]
            filler = entities.get(key) or winners[key]
            use = uses[argument.role]
            others = taken[argument.role]
            if filler in others:
                continue
            reason = None
            if filler.label not in (use.fillers or ()):
                reason = f"{filler.label}, kept in place of its filler, may not be {argument.role}"
            elif use.at_most is not None and len(others) >= use.at_most:
                reason = f"{argument.role} is filled already"
            if reason is None:
                others.append(filler)
            else:
                what = f"{argument.role} {key[0]}:{key[1]}"
                dropped.append(Dropped(contribution.source, "argument", region, what, reason))
    return tuple(
        Argument(role=role, entity=entity.id)
        for role, found in taken.items()
        for entity in in_reading_order(found)
    )


def _attributes(
    region: str,
    members: Sequence[tuple[Contribution, Entity]] | Sequence[tuple[Contribution, Event]],
    dropped: list[Dropped],
) -> dict[str, AttributeValue]:
    merged: dict[str, AttributeValue] = {}
    for contribution, item in members:
        for name, value in sorted(item.attributes.items()):
            if merged.setdefault(name, value) != value:
                what = f"{name}={json.dumps(value, ensure_ascii=False)}"
                kind: Kind = "attribute"
                dropped.append(Dropped(contribution.source, kind, region, what, "differs from the first"))
    return merged


def _provenance(
    members: Sequence[tuple[Contribution, Entity]] | Sequence[tuple[Contribution, Event]],
) -> tuple[Provenance, ...]:
    best: dict[str, Provenance] = {}
    for contribution, item in members:
        own = Provenance(source=contribution.source, score=item.score)
        for said in item.provenance or (own,):
            known = best.get(said.source)
            if known is None or (said.score or 0) > (known.score or 0):
                best[said.source] = said
    return tuple(best.values())


def _score(items: Iterable[Entity | Event]) -> float | None:
    given = [item.score for item in items if item.score is not None]
    return max(given, default=None)


def _trigger(event: Event) -> Trigger | None:
    if event.trigger is None:
        return None
    return Trigger(start=event.trigger.start, end=event.trigger.end, text=event.trigger.text)


def _entity_key(entity: Entity) -> EntityKey:
    return entity.start, entity.end, entity.label


def _event_key(event: Event) -> EventKey:
    if event.trigger is None:
        return -1, -1, event.type
    return event.trigger.start, event.trigger.end, event.type
