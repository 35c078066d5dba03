"""Merges doubles: a second mention of the same words with the same label, and a second identical event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from annotate.core.annotation import Annotation, Argument, AttributeValue, Entity, Event, Provenance
from annotate.core.findings import Finding, about
from annotate.core.unreviewed import ATTRIBUTES, REF
from annotate.core.unsure import both_remarks

_COMPARED = 8  # of the different mentions at one place: thousands would be millions of pairs


@dataclass(frozen=True)
class WithoutDoubles:
    """Regions in their former order, without the doubles. A finding tells of each double.

    A finding has the code ``double`` or ``double-event`` if the double was merged with the first region. The
    code ``different-doubles`` says that both mentions were kept, because their values contradict each other.
    Two events of one type on one trigger that were both kept are ``several-events``, or
    ``different-double-events`` if a single value contradicts the other and they may be the same event.
    """

    entities: tuple[Entity, ...]
    events: tuple[Event, ...]
    findings: tuple[Finding, ...] = ()


def without_doubles(entities: Iterable[Entity], events: Iterable[Event]) -> WithoutDoubles:
    """Merges mentions with the same span and label, and identical events.

    The first mention stays and gets the attributes, ref and provenance that only the second has. The values
    of an attribute with several values are united. A value that a person has seen replaces an unreviewed
    value. Mentions whose other values differ are not merged. Arguments are moved to the mention that stays.
    Two events are identical if they have the same type, trigger, arguments and attributes. Attributes that
    nobody saw make no difference.
    """
    found: list[Finding] = []
    kept, moved = _entities(entities, found)
    return WithoutDoubles(tuple(kept), tuple(_events(events, moved, found)), tuple(found))


def merge_doubles(annotation: Annotation) -> tuple[Annotation, tuple[Finding, ...]]:
    """The annotation `without_doubles`, and the findings. An annotation without doubles stays the same."""
    made = without_doubles(annotation.entities, annotation.events)
    if made.entities == annotation.entities and made.events == annotation.events:
        return annotation, made.findings
    return annotation.with_(entities=made.entities, events=made.events), made.findings


def _entities(entities: Iterable[Entity], found: list[Finding]) -> tuple[list[Entity], dict[str, str]]:
    """The mentions that stay, and a map of the ids of merged mentions to the ids of those that stay."""
    kept: dict[str, Entity] = {}
    at: dict[tuple[int, int, str], list[str]] = {}  # the mentions that stay, by place and label
    moved: dict[str, str] = {}
    for entity in entities:
        others = at.setdefault((entity.start, entity.end, entity.label), [])
        for other in others[:_COMPARED]:
            if (merged := _merged(kept[other], entity)) is not None:
                kept[other] = merged
                moved[entity.id] = other
                rule = "is marked twice with the same label; the two are merged"
                found.append(about("double", entity, rule))
                break
        else:
            if others:
                differing = _differing(kept[others[0]], entity)
                rule = f"is marked twice with the same label, with two values of {differing}"
                found.append(about("different-doubles", entity, rule))
            others.append(entity.id)
            kept[entity.id] = entity
    return list(kept.values()), moved


def _merged(one: Entity, other: Entity) -> Entity | None:
    """Both mentions as one, or None if their values contradict each other."""
    values: dict[str, AttributeValue] = {}
    unreviewed: list[str] = []
    for name in _names(one, other):
        made = _value(name, one, other)
        if made is None:
            return None
        values[name], unseen = made
        if unseen:
            unreviewed.append(name)
    ref = values.pop(REF, None)
    assert ref is None or isinstance(ref, str)
    return one.with_(
        ref=ref,
        attributes={name.removeprefix(ATTRIBUTES): value for name, value in values.items()},
        unreviewed=tuple(unreviewed),
        provenance=_united(one.provenance, other.provenance),
        note=both_remarks(one.note, other.note),
        unsure=both_remarks(one.unsure, other.unsure),
    )


def _differing(one: Entity, other: Entity) -> str:
    first, second = _values(one), _values(other)
    return " and of ".join(
        f"{_shown(name)} ({_words(first[name])}; {_words(second[name])})"
        for name in _names(one, other)
        if _value(name, one, other) is None
    )


def _shown(name: str) -> str:
    return (
        f"the attribute “{name.removeprefix(ATTRIBUTES)}”" if name.startswith(ATTRIBUTES) else f"its {name}"
    )


def _words(value: AttributeValue) -> str:
    return value if isinstance(value, str) else ", ".join(value)


def _names(one: Entity, other: Entity) -> list[str]:
    return list(dict.fromkeys((*_values(one), *_values(other))))


def _values(entity: Entity) -> dict[str, AttributeValue]:
    """The attributes and the ref by the names that they have in ``unreviewed``."""
    values = {f"{ATTRIBUTES}{name}": value for name, value in entity.attributes.items()}
    return values if entity.ref is None else {**values, REF: entity.ref}


def _value(name: str, one: Entity, other: Entity) -> tuple[AttributeValue, bool] | None:
    """The value of both mentions together, and whether it is unreviewed. None if they contradict."""
    sides = [
        (values[name], name in entity.unreviewed)
        for entity, values in ((one, _values(one)), (other, _values(other)))
        if name in values
    ]
    seen = [value for value, unreviewed in sides if not unreviewed]
    values = seen or [value for value, _ in sides]
    first, last = values[0], values[-1]
    if isinstance(first, tuple) and isinstance(last, tuple):
        return tuple(dict.fromkeys((*first, *last))), not seen
    return None if first != last else (first, not seen)


def _united(one: tuple[Provenance, ...], other: tuple[Provenance, ...]) -> tuple[Provenance, ...]:
    sources = {item.source for item in one}
    return (*one, *(item for item in other if item.source not in sources))


def _events(events: Iterable[Event], moved: Mapping[str, str], found: list[Finding]) -> Iterable[Event]:
    kept: dict[str, Event] = {}
    alike: dict[object, list[str]] = {}  # the events that stay, by all but their attributes
    together: dict[object, list[str]] = {}  # the same by type and place
    for event in (_redirected(event, moved) for event in events):
        fillers = frozenset((argument.role, argument.entity) for argument in event.arguments)
        others = alike.setdefault((event.type, event.trigger, fillers), [])
        for other in others[:_COMPARED] if event.trigger is not None else ():
            if (merged := _one_event(kept[other], event)) is not None:
                kept[other] = merged
                rule = "is marked twice as the same event; the two are merged"
                found.append(about("double-event", event, rule))
                break
        else:
            others.append(event.id)
            if event.trigger is not None:
                beside = together.setdefault((event.type, event.trigger.start, event.trigger.end), [])
                if beside:
                    found.append(_beside([kept[other] for other in beside[:_COMPARED]], event))
                beside.append(event.id)
            kept[event.id] = event
    return kept.values()


def _beside(others: list[Event], event: Event) -> Finding:
    """The finding for an event that stays beside events of its type on its trigger."""
    for other in others:
        if (names := _contradictions(other, event)) and _may_be_one(other, event):
            values = (
                f"{_shown(ATTRIBUTES + name)} ({other.attributes[name]}; {event.attributes[name]})"
                for name in names
            )
            rule = f"is marked twice as {event.type}, with two values of {' and of '.join(values)}"
            return about("different-double-events", event, f"{rule}; both kept")
    rule = f"is marked twice as {event.type}, with other arguments or attributes; both are kept"
    return about("several-events", event, rule)


def _contradictions(one: Event, other: Event) -> list[str]:
    """The attributes of which a person gave both events a single value, and not the same."""
    return [
        name
        for name, value in one.attributes.items()
        if isinstance(value, str)
        and isinstance(other.attributes.get(name), str)
        and other.attributes[name] != value
        and not any(f"{ATTRIBUTES}{name}" in event.unreviewed for event in (one, other))
    ]


def _may_be_one(one: Event, other: Event) -> bool:
    first, second = ({(item.role, item.entity) for item in event.arguments} for event in (one, other))
    return not first or not second or bool(first & second)


def _redirected(event: Event, moved: Mapping[str, str]) -> Event:
    """The event with its arguments at the mentions that stay, each filler once in a role."""
    if not any(argument.entity in moved for argument in event.arguments):
        return event
    return event.with_(
        arguments=_each_once(
            argument.with_(entity=moved.get(argument.entity, argument.entity)) for argument in event.arguments
        )
    )


def _each_once(arguments: Iterable[Argument]) -> tuple[Argument, ...]:
    """One argument for each role and filler. It is unreviewed only if none of its doubles was seen."""
    once: dict[tuple[str, str], Argument] = {}
    for argument in arguments:
        key = (argument.role, argument.entity)
        if key not in once or not argument.unreviewed:
            once[key] = argument
    return tuple(once.values())


def _one_event(first: Event, second: Event) -> Event | None:
    """Both events as one, or None if they differ in a value that a person has seen."""
    attributes: dict[str, AttributeValue] = {}
    unreviewed: list[str] = []
    for name in dict.fromkeys((*first.attributes, *second.attributes)):
        marked = f"{ATTRIBUTES}{name}"
        holders = [event for event in (first, second) if name in event.attributes]
        seen = [event.attributes[name] for event in holders if marked not in event.unreviewed]
        values = seen or [event.attributes[name] for event in holders]
        if values[0] != values[-1] or (seen and len(holders) == 1):
            return None
        attributes[name] = values[0]
        if not seen:
            unreviewed.append(marked)
    return first.with_(
        arguments=_each_once((*first.arguments, *second.arguments)),
        attributes=attributes,
        provenance=_united(first.provenance, second.provenance),
        unreviewed=tuple(unreviewed),
        note=both_remarks(first.note, second.note),
        unsure=both_remarks(first.unsure, second.unsure),
    )
