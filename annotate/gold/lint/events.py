"""Checks of events: their triggers, their arguments and the types of the whole article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from annotate.core.annotation import Entity, Event, Span, Trigger
from annotate.core.findings import Finding, shortened
from annotate.gold.lint.case import WORD, Case, Odd, odd, word_count

_MARK = re.compile(r"[^\w\s'’‑-]")
_WORDS_BEFORE, _WORDS_AFTER = 2, 1  # between a mention and the trigger, where it is beside it
_SENTENCES_BEFORE = 2  # "Il", "sa visite" stand for a mention before; our gold reaches two sentences back
_MANY_EVENTS = _MANY_MENTIONS = 4


def triggers(case: Case) -> Iterator[Odd]:
    """Triggers that are more than one word, and triggers inside a name or a date."""
    for event, trigger in case.triggered:
        if mark := _MARK.search(trigger.text):
            yield odd("trigger-punctuation", event, f"has the mark “{mark[0]}” in its trigger")
        elif (number := word_count(trigger.text)) > 1:
            rule = f"has a trigger of {number} words; a trigger is the one word that names the event"
            yield odd("trigger-of-several-words", event, rule)
        for entity in case.mentions:
            if entity.contains(trigger) and case.kind(entity) not in (None, "function"):
                rule = f"lies inside the {entity.label} “{shortened(entity.text)}”"
                yield odd("trigger-in-mention", event, rule, trigger)
                break


def arguments(case: Case) -> Iterator[Odd]:
    """Arguments that are missing, far away, or there twice."""
    for event, trigger in case.triggered:
        yield from _far(case, event, trigger)
        yield from _twice(case, event)
    yield from _missing(case)


def _far(case: Case, event: Event, trigger: Trigger) -> Iterator[Odd]:
    here = case.sentence(trigger.start)
    for argument in event.arguments:
        filler = case.mention[argument.entity]
        away = case.sentence(filler.start) - here
        if away > 0 or away < -_SENTENCES_BEFORE:
            where = f"{abs(away)} sentence{'' if abs(away) == 1 else 's'} {'after' if away > 0 else 'before'}"
            rule = f"its {argument.role} “{shortened(filler.text)}” stands {where} the trigger"
            yield odd("far-argument", event, rule, trigger, filler)


def _twice(case: Case, event: Event) -> Iterator[Odd]:
    roles: dict[str, list[str]] = {}
    for argument in event.arguments:
        roles.setdefault(argument.entity, []).append(argument.role)
    for entity, names in roles.items():
        if len(set(names)) > 1:
            filler = case.mention[entity]
            rule = f"“{shortened(filler.text)}” is {' and '.join(sorted(set(names)))} of it"
            yield odd("two-roles", event, rule, *_shown(event, filler))
    for outer, of_outer in roles.items():
        for inner, of_inner in roles.items():
            one, other = case.mention[outer], case.mention[inner]
            shared = sorted(set(of_outer) & set(of_inner))
            if shared and one.contains(other) and len(one) > len(other):
                rule = f"{_named(other)} is {shared[0]} of it, and so is {_named(one)} around it"
                yield odd("nested-arguments", event, rule, *_shown(event, one))


def _shown(event: Event, filler: Entity) -> tuple[Span, ...]:
    return (filler,) if event.trigger is None else (event.trigger, filler)


def _named(entity: Entity) -> str:
    return f"“{shortened(entity.text)}”"


def _missing(case: Case) -> Iterator[Odd]:
    events = case.triggered
    linked = sum(bool(event.arguments) for event, _ in events)
    if not linked and len(events) >= _MANY_EVENTS and len(case.mentions) >= _MANY_MENTIONS:
        rule = f"{len(events)} events and {len(case.mentions)} mentions, and no argument"
        yield Odd(Finding("no-arguments", rule))
        return
    for event, trigger in events:
        core = case.core_roles.get(event.type, ())
        have = {argument.role for argument in event.arguments}
        for role in core:
            if role in have:
                continue
            filler = _beside(case, event, trigger, role)
            if filler is None:
                continue
            if not have:
                rule = f"has no argument; {_named(filler)} beside it may be its {role}"
                yield odd("event-without-arguments", event, rule, trigger, filler)
            else:
                rule = f"has no {role}; {_named(filler)} right before it may be it"
                yield odd("missing-core-role", event, rule, trigger, filler)
            break


def _beside(case: Case, event: Event, trigger: Trigger, role: str) -> Entity | None:
    """The mention beside the trigger that may fill the role. No other region stands between the two."""
    fillers = case.ontology.roles_of[event.type][role].fillers or ()
    used = {argument.entity for argument in event.arguments}
    here = case.sentence(trigger.start)
    for entity in case.mentions:
        if entity.label not in fillers or entity.id in used or case.sentence(entity.start) != here:
            continue
        before = entity.end <= trigger.start
        start, end = (entity.end, trigger.start) if before else (trigger.end, entity.start)
        if not before and (entity.start < trigger.end or used):
            continue
        most = (0 if used else _WORDS_BEFORE) if before else _WORDS_AFTER
        between = case.text[start:end]
        if _MARK.search(between) or len(WORD.findall(between)) > most:
            continue
        inside = any(other.id != entity.id and other.contains(entity) for other in case.mentions)
        if not inside and not any(span.start < end and start < span.end for _, span in case.spans):
            return entity
    return None


def article_types(case: Case) -> Iterator[Odd]:
    """Types of the whole article that a trigger states already."""
    triggered = Counter(event.type for event, _ in case.triggered)
    for event in case.annotation.events:
        if event.trigger is None and triggered[event.type]:
            first = min(
                (trigger for other, trigger in case.triggered if other.type == event.type),
                key=lambda trigger: trigger.start,
            )
            rule = f"is a type of the whole article, and “{shortened(first.text)}” states it already"
            yield odd("type-stated-twice", event, rule, first)
