"""Compares attributes and refs with gold, on the mentions and triggers that both sides have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from annotate.core.annotation import Annotation, AttributeValue, Entity, Event
from annotate.core.matching import Outcome, same
from annotate.core.unreviewed import ATTRIBUTES, REF
from annotate.evaluate.counts import Counts, Key, add_counts, matched


def attribute_counts(
    gold: Annotation,
    predicted: Annotation,
    labels: frozenset[str] | None,
    clustered: frozenset[str] = frozenset(),
) -> Counts:
    """Counts attributes and refs of one article, on strictly matching entities and on triggers of equal type.

    Accuracy: of the regions with a value in gold, the share that have the same value, or set of values.
    Values: each value counts separately, even if a region has several values or gold has no value. Refs:
    accuracy, except for the labels in ``clustered``. The refs of those labels only say which mentions go
    together, so pairs of mentions with the same ref are compared (pairwise F1). Values that gold marks as
    unreviewed are not compared. ``labels``, if given, limits the entities.
    """
    entities = _entity_pairs(gold, predicted, labels)
    events = _event_pairs(gold, predicted)
    regions: list[tuple[Entity | Event, Mapping[str, AttributeValue]]] = [
        *((one, other.attributes) for one, other in entities),
        *((one, other.attributes) for one, other in events),
    ]
    return add_counts([*(_attributes(one, other) for one, other in regions), _refs(entities, clustered)])


def _attributes(gold: Entity | Event, predicted: Mapping[str, AttributeValue]) -> Counts:
    counts: Counts = {}
    for name in gold.attributes.keys() | predicted.keys():
        if f"{ATTRIBUTES}{name}" in gold.unreviewed:
            continue
        wanted, found = _values(gold.attributes.get(name, ())), _values(predicted.get(name, ()))
        if wanted:
            counts[Key("accuracy", name)] = _right(wanted == found)
        counts.update(matched("values", name, wanted, found, wanted & found))
    return counts


def _values(value: AttributeValue | tuple[()]) -> frozenset[str]:
    return frozenset({value} if isinstance(value, str) else value)


def _right(right: bool) -> Outcome:
    return Outcome(correct=int(right), incorrect=int(not right))


def _refs(pairs: Iterable[tuple[Entity, Entity]], clustered: frozenset[str]) -> Counts:
    with_ref = [(one, other) for one, other in pairs if one.ref is not None and REF not in one.unreviewed]
    counts = add_counts(
        {Key("accuracy", f"ref of {one.label}"): _right(one.ref == other.ref)}
        for one, other in with_ref
        if one.label not in clustered
    )
    for label in sorted({one.label for one, _ in with_ref} & clustered):
        refs = [(one.ref, other.ref) for one, other in with_ref if one.label == label]
        counts[Key("clusters", f"ref of {label}")] = Outcome.of(
            _links([pair for pair in refs if pair[1] is not None]),
            predicted=_links([found for _, found in refs if found is not None]),
            gold=_links([wanted for wanted, _ in refs]),
        )
    return counts


def _links(refs: Sequence[object]) -> int:
    """The number of pairs of mentions that have the same ref."""
    return sum(size * (size - 1) // 2 for size in Counter(refs).values())


def _entity_pairs(
    gold: Annotation, predicted: Annotation, labels: frozenset[str] | None
) -> list[tuple[Entity, Entity]]:
    sides = [
        sorted((e for e in side.entities if labels is None or e.label in labels), key=_fixed_order)
        for side in (gold, predicted)
    ]
    places = [[(entity.start, entity.end, entity.label) for entity in side] for side in sides]
    return [(sides[0][left], sides[1][right]) for left, right in same(*places)]


def _event_pairs(gold: Annotation, predicted: Annotation) -> list[tuple[Event, Event]]:
    sides = [
        sorted((e for e in side.events if e.trigger is not None), key=_fixed_order)
        for side in (gold, predicted)
    ]
    places = [[(e.trigger.start, e.trigger.end, e.type) for e in side if e.trigger] for side in sides]
    return [(sides[0][left], sides[1][right]) for left, right in same(*places)]


def _fixed_order(region: Entity | Event) -> tuple[str, str]:
    # Orders regions with the same span and label, since their order in the file must not matter.
    return str(sorted(region.attributes.items())), str(getattr(region, "ref", None))
