"""Unreviewed values: values of a region that nobody saw on a screen. They are no gold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from annotate.core.annotation import Annotation, AttributeValue, Entity, Event

REF = "ref"
ROLE = "role"
ATTRIBUTES = "attributes."


def unreviewed_values(annotation: Annotation) -> Counter[str]:
    """Counts the unreviewed values by name: ``ref``, ``role`` and ``attributes.NAME``.

    A name without a value is not counted.
    """
    counts: Counter[str] = Counter()
    for region in annotation.regions:
        counts += unreviewed_values_of(region)
    return counts


def unreviewed_values_of(region: Entity | Event) -> Counter[str]:
    """Counts the unreviewed values of one region and, if it is an event, of its arguments."""
    return Counter(_unreviewed(region))


def without_unreviewed(annotation: Annotation) -> Annotation:
    """The annotation without its unreviewed values. An argument with an unreviewed role is left out."""
    if not any(_marked(region) for region in annotation.regions):
        return annotation
    return annotation.with_(
        entities=tuple(_reviewed_entity(entity) for entity in annotation.entities),
        events=tuple(_reviewed_event(event) for event in annotation.events),
    )


def _unreviewed(region: Entity | Event) -> Iterator[str]:
    for name in dict.fromkeys(region.unreviewed):
        if name == REF:
            given = isinstance(region, Entity) and region.ref is not None
        else:
            given = name.startswith(ATTRIBUTES) and name.removeprefix(ATTRIBUTES) in region.attributes
        if given:
            yield name
    if isinstance(region, Event):
        yield from (ROLE for argument in region.arguments if ROLE in argument.unreviewed)


def _marked(region: Entity | Event) -> bool:
    if region.unreviewed:
        return True
    return isinstance(region, Event) and any(argument.unreviewed for argument in region.arguments)


def _reviewed_entity(entity: Entity) -> Entity:
    if not entity.unreviewed:
        return entity
    return entity.with_(
        ref=None if REF in entity.unreviewed else entity.ref,
        attributes=_reviewed_attributes(entity),
        unreviewed=(),
    )


def _reviewed_event(event: Event) -> Event:
    if not _marked(event):
        return event
    return event.with_(
        attributes=_reviewed_attributes(event),
        arguments=tuple(argument for argument in event.arguments if ROLE not in argument.unreviewed),
        unreviewed=(),
    )


def _reviewed_attributes(region: Entity | Event) -> dict[str, AttributeValue]:
    return {
        name: value
        for name, value in region.attributes.items()
        if f"{ATTRIBUTES}{name}" not in region.unreviewed
    }
