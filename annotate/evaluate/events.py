"""Compares events with gold: triggers, arguments and article-level types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from annotate.core.annotation import Annotation, Entity
from annotate.core.assignment import best_pairs
from annotate.core.matching import Outcome, same
from annotate.core.unreviewed import REF, ROLE
from annotate.evaluate.counts import Counts, Key, matched


@dataclass(frozen=True)
class ArgumentMention:
    """One argument: which mention fills which role of which event."""

    trigger: tuple[int, int]  # half-open code-point range
    type: str
    role: str
    filler: Entity
    reviewed: bool = True  # whether somebody saw the role on a screen

    @property
    def event(self) -> tuple[int, int, str]:
        return *self.trigger, self.type

    @property
    def span(self) -> tuple[int, int]:
        return self.filler.start, self.filler.end


def event_counts(gold: Annotation, predicted: Annotation) -> Counts:
    """Triggers, arguments and article-level types of one article.

    A trigger is identified if its span is right, and classified if the event's type is right, too (Ahn
    2006). An argument is identified if trigger, event type and filler are right, and classified if its role
    is right, too. This is stricter than Li, Ji and Huang (ACL 2013), who do not ask for the trigger. Strict:
    the filler's span is the same. Lenient: see `same_participant`. All matches are one to one.
    """
    return {**_triggers(gold, predicted), **_arguments(gold, predicted), **_article_types(gold, predicted)}


def _triggers(gold: Annotation, predicted: Annotation) -> Counts:
    wanted, found = _trigger_keys(gold), _trigger_keys(predicted)
    identified = len(same([key[:2] for key in wanted], [key[:2] for key in found]))
    right = [wanted[index][2] for index, _ in same(wanted, found)]
    return {
        Key("triggers", "identification"): Outcome.of(identified, predicted=len(found), gold=len(wanted)),
        **matched("triggers", "classification", [k[2] for k in wanted], [k[2] for k in found], right),
    }


def _trigger_keys(annotation: Annotation) -> list[tuple[int, int, str]]:
    return [(e.trigger.start, e.trigger.end, e.type) for e in annotation.events if e.trigger]


def arguments_of(annotation: Annotation) -> Iterator[ArgumentMention]:
    """Every argument of every event, with the mention that fills it."""
    mentions = {entity.id: entity for entity in annotation.entities}
    for event in annotation.events:
        if event.trigger is not None:
            place = (event.trigger.start, event.trigger.end)
            for argument in event.arguments:
                yield ArgumentMention(
                    place,
                    event.type,
                    argument.role,
                    mentions[argument.entity],
                    reviewed=ROLE not in argument.unreviewed,
                )


Compatible = Callable[[ArgumentMention, ArgumentMention], bool]


def _arguments(gold: Annotation, predicted: Annotation) -> Counts:
    wanted, found = list(arguments_of(gold)), list(arguments_of(predicted))
    known: dict[tuple[int, int], set[str]] = {}
    for entity in gold.entities:
        if entity.ref is not None and REF not in entity.unreviewed:
            known.setdefault((entity.start, entity.end), set()).add(entity.ref)

    def lenient(one: ArgumentMention, other: ArgumentMention) -> bool:
        return same_participant(one.filler, other.filler, known)

    def strict(one: ArgumentMention, other: ArgumentMention) -> bool:
        return one.span == other.span

    counts: Counts = {}
    for name, compatible in (("strict", strict), ("lenient", lenient)):
        identified = _pairs(wanted, found, compatible, with_role=False)
        counts[Key("arguments", f"identification {name}")] = Outcome.of(
            len(identified), predicted=len(found), gold=len(wanted)
        )
        counts.update(matched("arguments", f"classification {name}", *_roles(wanted, found, compatible)))
    return counts


def _roles(
    wanted: list[ArgumentMention], found: list[ArgumentMention], compatible: Compatible
) -> tuple[list[str], list[str], list[str]]:
    """The roles of gold, of the prediction, and those that are right. Leaves out roles that nobody saw.

    A predicted argument is left out, too, if gold has the argument with a role that nobody saw.
    """
    reviewed = [argument for argument in wanted if argument.reviewed]
    unseen = [argument for argument in wanted if not argument.reviewed]
    classified = _pairs(reviewed, found, compatible, with_role=True)
    right = {index for _, index in classified}
    rest = [argument for index, argument in enumerate(found) if index not in right]
    left_out = {index for _, index in _pairs(unseen, rest, compatible, with_role=False)}
    return (
        [argument.role for argument in reviewed],
        [
            *(found[index].role for index in right),
            *(argument.role for index, argument in enumerate(rest) if index not in left_out),
        ],
        [reviewed[index].role for index, _ in classified],
    )


def same_participant(gold: Entity, predicted: Entity, known: dict[tuple[int, int], set[str]]) -> bool:
    """Whether a predicted filler is the gold filler, or another mention of the same person or thing.

    One of these must hold: both have the same span; both have the same text, ignoring case; both overlap and
    have the same label; gold has a mention with the gold filler's ``ref`` at the predicted span. ``known``
    maps the spans of gold mentions to their refs, without refs that nobody saw.
    """
    return (
        (gold.start, gold.end) == (predicted.start, predicted.end)
        or gold.text.casefold() == predicted.text.casefold()
        or (gold.label == predicted.label and gold.overlaps(predicted))
        or (
            gold.ref is not None
            and REF not in gold.unreviewed
            and gold.ref in known.get((predicted.start, predicted.end), ())
        )
    )


def _pairs(
    gold: list[ArgumentMention], predicted: list[ArgumentMention], compatible: Compatible, *, with_role: bool
) -> list[tuple[int, int]]:
    return best_pairs(
        {
            (left, right): 1
            for left, one in enumerate(gold)
            for right, other in enumerate(predicted)
            if one.event == other.event
            and (one.role == other.role or not with_role)
            and compatible(one, other)
        }
    )


def _article_types(gold: Annotation, predicted: Annotation) -> Counts:
    wanted, found = gold.article_types, predicted.article_types
    return matched("article types", "types", wanted, found, wanted & found)
