"""Checks of events: their triggers, their arguments and the types of the whole article."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from annotate.core.annotation import Entity, Event, Span, Trigger
from annotate.core.findings import Finding, shortened
from annotate.gold.lint.case import Case, Odd, odd
from annotate.gold.lint.reach import Reach
from annotate.gold.lint.words import MARK, WORD, word_count

_WORDS_BEFORE, _WORDS_AFTER = 2, 1  # between a mention and the trigger, where it is beside it
_NEAR = 200  # characters between the two, at most
_SENTENCES_BEFORE = 2  # "Il", "sa visite" stand for a mention before; our gold reaches two sentences back
_MANY_EVENTS = _MANY_MENTIONS = 4


def triggers(case: Case) -> Iterator[Odd]:
    """Triggers that are more than one word, and triggers inside a name or a date."""
    names = Reach.of(one for one in case.mentions if case.kind(one) not in (None, "function"))
    for event, trigger in case.triggered:
        if mark := MARK.search(trigger.text):
            yield odd("trigger-punctuation", event, f"has the mark “{mark[0]}” in its trigger")
        elif (number := word_count(trigger.text)) > 1:
            rule = f"has a trigger of {number} words; a trigger is the one word that names the event"
            yield odd("trigger-of-several-words", event, rule)
        if (entity := names.around(trigger)) is not None:
            rule = f"lies inside the {entity.label} “{shortened(entity.text)}”"
            yield odd("trigger-in-mention", event, rule, trigger)


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
    yield from _nested(case, event, roles)


def _nested(case: Case, event: Event, roles: Mapping[str, Sequence[str]]) -> Iterator[Odd]:
    """Mentions inside a longer one in the same role. Of several around, the longest-reaching is named."""
    fillers: dict[str, list[Entity]] = {}
    for entity, names in roles.items():
        for role in set(names):
            fillers.setdefault(role, []).append(case.mention[entity])
    reach = {role: Reach.of(found) for role, found in fillers.items()}
    for entity, names in roles.items():
        inner = case.mention[entity]
        for role in sorted(set(names)):
            if (outer := reach[role].longer_around(inner)) is not None:
                rule = f"{_named(inner)} is {role} of it, and so is {_named(outer)} around it"
                yield odd("nested-arguments", event, rule, *_shown(event, outer))
                break


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
    near = _Near(case)
    for event, trigger in events:
        core = case.core_roles.get(event.type, ())
        have = {argument.role for argument in event.arguments}
        for role in core:
            if role in have:
                continue
            filler = _beside(case, event, trigger, role, near)
            if filler is None:
                continue
            if not have:
                rule = f"has no argument; {_named(filler)} beside it may be its {role}"
                yield odd("event-without-arguments", event, rule, trigger, filler)
            else:
                rule = f"has no {role}; {_named(filler)} right before it may be it"
                yield odd("missing-core-role", event, rule, trigger, filler)
            break


def _beside(case: Case, event: Event, trigger: Trigger, role: str, near: _Near) -> Entity | None:
    """The mention beside the trigger that may fill the role. No other region stands between the two."""
    fillers = case.ontology.roles_of[event.type][role].fillers or ()
    used = {argument.entity for argument in event.arguments}
    here = case.sentence(trigger.start)
    choices = [(near.before(trigger), 0 if used else _WORDS_BEFORE)]
    if not used:
        choices.append((near.after(trigger), _WORDS_AFTER))
    for entity, most in choices:
        if entity is None or entity.label not in fillers or entity.id in used:
            continue
        start, end = sorted((trigger.start, trigger.end, entity.start, entity.end))[1:3]
        between = case.text[start : min(end, start + _NEAR)]
        if (
            case.sentence(entity.start) == here
            and end - start <= _NEAR
            and not MARK.search(between)
            and len(WORD.findall(between)) <= most
        ):
            return entity
    return None


class _Near:
    """The mentions next to triggers: no other region stands between, and none of the two lies in another."""

    def __init__(self, case: Case) -> None:
        self._reach = case.reach
        self._starts = sorted(span.start for _, span in case.spans)
        self._ends = sorted(span.end for _, span in case.spans)
        self._ending = _outermost((entity.end, entity) for entity in case.mentions)
        self._beginning = _outermost((entity.start, entity) for entity in case.mentions)

    def before(self, trigger: Trigger) -> Entity | None:
        """The mention that ends last before the trigger."""
        at = bisect_right(self._ends, trigger.start)
        if not at or self._reach.end_before(trigger.start) > trigger.start:
            return None
        return self._ending.get(self._ends[at - 1])

    def after(self, trigger: Trigger) -> Entity | None:
        """The mention that begins first after the trigger."""
        at = bisect_left(self._starts, trigger.end)
        if at == len(self._starts) or self._reach.end_before(trigger.end) > trigger.end:
            return None
        return self._beginning.get(self._starts[at])


def _outermost(placed: Iterable[tuple[int, Entity]]) -> dict[int, Entity]:
    """The longest mention at each edge, unless another has the same place."""
    longest: dict[int, list[Entity]] = {}
    for edge, entity in placed:
        known = longest.setdefault(edge, [])
        if known and len(known[0]) < len(entity):
            known.clear()
        if not known or len(known[0]) == len(entity):
            known.append(entity)
    return {edge: known[0] for edge, known in longest.items() if len(known) == 1}


def article_types(case: Case) -> Iterator[Odd]:
    """Types of the whole article that a trigger states already."""
    first: dict[str, Trigger] = {}
    for event, trigger in case.triggered:
        if event.type not in first or trigger.start < first[event.type].start:
            first[event.type] = trigger
    for event in case.annotation.events:
        if event.trigger is None and (stated := first.get(event.type)) is not None:
            rule = f"is a type of the whole article, and “{shortened(stated.text)}” states it already"
            yield odd("type-stated-twice", event, rule, stated)
