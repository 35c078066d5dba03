"""Counts accepted, changed, deleted and added suggestions, per entity type and event type."""

from __future__ import annotations

from dataclasses import dataclass, field

from annotate.core.annotation import Annotation


@dataclass
class Correction:
    """Counts for one type. Suggested = accepted + changed + deleted."""

    suggested: int = 0
    accepted: int = 0
    changed: int = 0
    deleted: int = 0
    added: int = 0


@dataclass
class Corrections:
    """Counts by entity label and by event type, summed over articles."""

    entities: dict[str, Correction] = field(default_factory=dict)
    events: dict[str, Correction] = field(default_factory=dict)

    def take(self, suggestion: Annotation, corrected: Annotation) -> None:
        """Counts one article. A change counts under the label that was suggested.

        A suggestion counts as accepted if a corrected region has the same span, label and attributes (for an
        event, also the same arguments). A suggestion with other changes is recognised by span and label, else
        by id.
        """
        _count(_entities(suggestion), _entities(corrected), self.entities)
        _count(_events(suggestion), _events(corrected), self.events)


SpanOrNone = tuple[int, int] | None
Described = dict[str, tuple[str, SpanOrNone, object]]  # id -> (label, span, all else that counts)


def _entities(annotation: Annotation) -> Described:
    return {
        entity.id: (entity.label, (entity.start, entity.end), entity.attributes)
        for entity in annotation.entities
    }


def _events(annotation: Annotation) -> Described:
    # Arguments are compared by span and label: a mention that was marked again has a new id.
    mentions = {entity.id: (entity.start, entity.end, entity.label) for entity in annotation.entities}
    described: Described = {}
    for event in annotation.events:
        place = (event.trigger.start, event.trigger.end) if event.trigger else None
        arguments = frozenset((argument.role, mentions[argument.entity]) for argument in event.arguments)
        described[event.id] = (event.type, place, (event.attributes, arguments))
    return described


def _count(suggested: Described, corrected: Described, counts: dict[str, Correction]) -> None:
    left = dict(corrected)
    by_place = {(label, place): region for region, (label, place, _) in corrected.items()}
    unmatched: list[tuple[str, str]] = []
    for region, (label, place, content) in suggested.items():
        row = counts.setdefault(label, Correction())
        row.suggested += 1
        same = by_place.get((label, place))
        if same is None or same not in left:
            unmatched.append((region, label))
            continue
        if left.pop(same)[2] == content:
            row.accepted += 1
        else:
            row.changed += 1
    for region, label in unmatched:
        if left.pop(region, None) is not None:
            counts[label].changed += 1
        else:
            counts[label].deleted += 1
    for label, _, _ in left.values():
        counts.setdefault(label, Correction()).added += 1
