"""Leads from the arguments of an event to the mentions that fill them.

An event names its fillers by id, and only its annotation has the mentions. So an event that is read from an
annotation gets a reference to the mentions of this annotation. The reference is no field: two events are
compared, written, copied and pickled without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotate.core.errors import InputError

if TYPE_CHECKING:
    from annotate.core.annotation import Annotation, Entity, Event


def fillers_of(event: Event) -> dict[str, tuple[Entity, ...]]:
    """Maps each role to the mentions that fill it. Raises `InputError` for an event from no annotation."""
    if not event.arguments:
        return {}
    mentions = _mentions_of(event)
    if mentions is None:
        raise InputError(
            "stands in no annotation, so its arguments lead to no mentions.",
            where=f"event {event.id}",
            remedy="Take the event from an annotation: annotation.events.",
        )
    by_id = {mention.id: mention for mention in mentions}
    found: dict[str, tuple[Entity, ...]] = {}
    for argument in event.arguments:
        found[argument.role] = (*found.get(argument.role, ()), by_id[argument.entity])
    return found


def events_of(annotation: Annotation) -> tuple[Event, ...]:
    """The events of the annotation. Each knows the mentions of this annotation, and of no other.

    An event that is also in an annotation with other mentions is copied, so that both lead to their own.
    """
    fields = annotation.__dict__
    events: tuple[Event, ...] = fields["events"]
    mentions: tuple[Entity, ...] = fields["entities"]
    shared = False
    for event in events:
        known = _mentions_of(event)
        if known is None:
            object.__setattr__(event, "_mentions", mentions)
        elif known is not mentions:
            shared = True
    if shared:
        events = fields["events"] = tuple(_led_to(event, mentions) for event in events)
    return events


def _mentions_of(event: Event) -> tuple[Entity, ...] | None:
    mentions: tuple[Entity, ...] | None = getattr(event, "_mentions", None)
    return mentions


def _led_to(event: Event, mentions: tuple[Entity, ...]) -> Event:
    if _mentions_of(event) is mentions:
        return event
    copy = event.model_copy()
    object.__setattr__(copy, "_mentions", mentions)
    return copy
