"""The events of several labelers as one list, their arguments on the entities that were kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annotate.core.annotation import Argument, Entity, Event, in_reading_order
from annotate.core.ontology import Ontology
from annotate.prelabel.interface.region_ids import event_id
from annotate.prelabel.merging.candidates import Contribution, EntityKey
from annotate.prelabel.merging.provenance import agreed_attributes, all_voices
from annotate.prelabel.outcome import Dropped

EventKey = tuple[int, int, str]  # (-1, -1, type) where there is no trigger


@dataclass(frozen=True)
class Fillers:
    """The entities kept, and for each that gave way to another the key of that one."""

    kept: Mapping[EntityKey, Entity]
    instead: Mapping[EntityKey, EntityKey]

    def of(self, key: EntityKey) -> Entity | None:
        """The entity that stands there now, or None where it was left out for its own sake."""
        return self.kept.get(self.instead.get(key, key))


def merged_events(
    ordered: Sequence[Contribution], fillers: Fillers, ontology: Ontology, dropped: list[Dropped]
) -> list[Event]:
    """One event per trigger span and type; what is left out is added to ``dropped``."""
    given: dict[EventKey, list[tuple[Contribution, Event]]] = {}
    for contribution in ordered:
        for event in contribution.annotation.events:
            given.setdefault(_event_key(event), []).append((contribution, event))
    if not given:
        return []
    said = {id(contribution): _keys(contribution) for contribution in ordered}
    triggered = {event_type for start, _, event_type in given if start >= 0}
    events = []
    for key, members in sorted(given.items()):
        first = members[0][1]
        region = event_id(first.trigger, key[2])
        if key[0] < 0 and key[2] in triggered:
            for source in sorted({contribution.source for contribution, _ in members}):
                reason = "the type has a triggered event"
                dropped.append(Dropped(source, "event", region, f"{key[2]} of the article", reason))
            continue
        given_scores = (event.score for _, event in members if event.score is not None)
        # Every part was validated when its labeler answered.
        events.append(
            first.model_copy(
                update={
                    "id": region,
                    "arguments": _arguments(region, members, said, fillers, ontology, dropped),
                    "attributes": agreed_attributes(region, members, dropped),
                    "score": max(given_scores, default=None),
                    "provenance": all_voices(members),
                }
            )
        )
    return events


def _keys(contribution: Contribution) -> dict[str, EntityKey]:
    """What a contribution's region ids stand for."""
    return {
        entity.id: (entity.start, entity.end, entity.label) for entity in contribution.annotation.entities
    }


def _arguments(
    region: str,
    members: Sequence[tuple[Contribution, Event]],
    said: Mapping[int, Mapping[str, EntityKey]],
    fillers: Fillers,
    ontology: Ontology,
    dropped: list[Dropped],
) -> tuple[Argument, ...]:
    uses = ontology.roles_of[members[0][1].type]
    taken: dict[str, list[Entity]] = {role: [] for role in uses}
    for contribution, event in members:
        keys = said[id(contribution)]
        for argument in event.arguments:
            key = keys[argument.entity]
            filler = fillers.of(key)
            use = uses[argument.role]
            others = taken[argument.role]
            if filler is not None and any(filler.id == other.id for other in others):
                continue
            if filler is None:
                reason = "its filler was left out"
            elif filler.label not in (use.fillers or ()):
                reason = f"{filler.label}, kept in place of its filler, may not be {argument.role}"
            elif use.at_most is not None and len(others) >= use.at_most:
                reason = f"{argument.role} is filled already"
            else:
                others.append(filler)
                continue
            what = f"{argument.role} {key[0]}:{key[1]}"
            dropped.append(Dropped(contribution.source, "argument", region, what, reason))
    return tuple(
        Argument(role=role, entity=entity.id)
        for role, found in taken.items()
        for entity in in_reading_order(found)
    )


def _event_key(event: Event) -> EventKey:
    if event.trigger is None:
        return -1, -1, event.type
    return event.trigger.start, event.trigger.end, event.type
