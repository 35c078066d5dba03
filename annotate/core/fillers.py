"""Leads from the arguments of an event to the mentions that fill them.

An event names its fillers by id, and only its annotation has the mentions. So an event that is read from an
annotation gets a reference to the mentions of this annotation. The reference is no field: two events are
compared, written, copied and pickled without it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeVar

from annotate.core.errors import InputError
from annotate.core.noun import Noun


class _Filled(Protocol):
    """An argument: a role, and the id of the mention that fills it."""

    @property
    def role(self) -> str: ...
    @property
    def entity(self) -> str: ...


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


class _WithArguments(_Identified, Protocol):
    @property
    def arguments(self) -> Sequence[_Filled]: ...


Event = TypeVar("Event", bound=Noun)


def fillers_of(event: _WithArguments) -> dict[str, tuple[Any, ...]]:
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
    by_id: Mapping[str, _Identified] = {mention.id: mention for mention in mentions}
    found: dict[str, tuple[_Identified, ...]] = {}
    for argument in event.arguments:
        found[argument.role] = (*found.get(argument.role, ()), by_id[argument.entity])
    return found


def events_of(annotation: Noun) -> tuple[Any, ...]:
    """The events of the annotation. Each knows the mentions of this annotation, and of no other.

    An event that is also in an annotation with other mentions is copied, so that both lead to their own.
    """
    fields = annotation.__dict__
    events: tuple[Noun, ...] = fields["events"]
    mentions: tuple[_Identified, ...] = fields["entities"]
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


def _mentions_of(event: object) -> tuple[_Identified, ...] | None:
    mentions: tuple[_Identified, ...] | None = getattr(event, "_mentions", None)
    return mentions


def _led_to(event: Event, mentions: tuple[_Identified, ...]) -> Event:
    if _mentions_of(event) is mentions:
        return event
    copy = event.model_copy()
    object.__setattr__(copy, "_mentions", mentions)
    return copy
