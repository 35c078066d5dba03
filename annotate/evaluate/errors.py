"""Finds the errors of a prediction: missed, spurious, wrong label, wrong boundary, split, merged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from annotate.core.annotation import Annotation
from annotate.core.assignment import best_pairs
from annotate.core.matching import overlapping, same
from annotate.evaluate.events import arguments_of


class Kind(StrEnum):
    """The kinds of errors.

    Missed, spurious: no mention on the other side fits. Wrong label: the span is right. Wrong boundary: the
    label is right and the spans overlap. Split: several predicted mentions with the right label instead of
    one in gold. Merged: the reverse. If neither span nor label is right, there is one missed and one spurious
    mention: mentions may nest, so an overlap alone says nothing.
    """

    MISSED = "missed"
    SPURIOUS = "spurious"
    WRONG_LABEL = "wrong label"
    WRONG_BOUNDARY = "wrong boundary"
    SPLIT = "split"
    MERGED = "merged"


class Layer(StrEnum):
    """The layer of an error. The label of an argument is the role; the label of a trigger is the type."""

    ENTITY = "entity"
    TRIGGER = "trigger"
    ARGUMENT = "argument"


@dataclass(frozen=True, order=True)
class Marked:
    """A labelled half-open code-point range, with its text."""

    start: int
    end: int
    label: str
    text: str


@dataclass(frozen=True)
class Mistake:
    """One error, with its mentions on both sides and, for an argument, the trigger of its event."""

    layer: Layer
    kind: Kind
    gold: tuple[Marked, ...] = ()
    predicted: tuple[Marked, ...] = ()
    trigger: Marked | None = None

    @property
    def start(self) -> int:
        """The position in the text where the error begins."""
        return min(mark.start for mark in (*self.gold, *self.predicted))


def find_errors(
    gold: Annotation, predicted: Annotation, labels: frozenset[str] | None = None, *, events: bool = True
) -> list[Mistake]:
    """The errors of one article in reading order. The order of the regions does not matter.

    ``labels`` limits the entities, if given. Without ``events`` only entities are compared. Arguments are
    compared only in events whose trigger and type are right.
    """
    sides = [
        [
            Marked(e.start, e.end, e.label, e.text)
            for e in side.entities
            if labels is None or e.label in labels
        ]
        for side in (gold, predicted)
    ]
    found = list(compare_marks(Layer.ENTITY, sides[0], sides[1]))
    if events:
        triggers = [list(_triggers(side)) for side in (gold, predicted)]
        found += compare_marks(Layer.TRIGGER, triggers[0], triggers[1])
        arguments = [_arguments(side) for side in (gold, predicted)]
        for trigger in sorted(set(triggers[0]) & set(triggers[1])):
            of_event = [side[trigger.start, trigger.end, trigger.label] for side in arguments]
            found += compare_marks(Layer.ARGUMENT, *_reviewed(of_event[0], of_event[1]), trigger)
    return sorted(found, key=lambda error: (error.start, list(Layer).index(error.layer), error.kind))


def _triggers(annotation: Annotation) -> Iterator[Marked]:
    for event in annotation.events:
        if event.trigger is not None:
            yield Marked(event.trigger.start, event.trigger.end, event.type, event.trigger.text)


@dataclass(frozen=True, order=True)
class _Argument(Marked):
    reviewed: bool = True


def _arguments(annotation: Annotation) -> dict[tuple[int, int, str], list[_Argument]]:
    of_event: dict[tuple[int, int, str], list[_Argument]] = defaultdict(list)
    for argument in arguments_of(annotation):
        filler = argument.filler
        mark = _Argument(filler.start, filler.end, argument.role, filler.text, argument.reviewed)
        of_event[argument.event].append(mark)
    return of_event


def _reviewed(gold: list[_Argument], predicted: list[_Argument]) -> tuple[list[Marked], list[Marked]]:
    """Both sides without arguments that differ at most in a role that nobody saw in gold."""
    wanted = [Marked(mark.start, mark.end, mark.label, mark.text) for mark in gold if mark.reviewed]
    found = [Marked(mark.start, mark.end, mark.label, mark.text) for mark in predicted]
    for mark in gold:
        if mark.reviewed:
            continue
        place = (mark.start, mark.end)
        same_filler = [other for other in found if (other.start, other.end) == place and other not in wanted]
        if same_filler:
            found.remove(same_filler[0])
        else:
            wanted.append(Marked(mark.start, mark.end, mark.label, mark.text))
    return wanted, found


def compare_marks(
    layer: Layer, gold: Iterable[Marked], predicted: Iterable[Marked], trigger: Marked | None = None
) -> Iterator[Mistake]:
    """Pairs the marks of one layer, and yields a mistake for each one without an equal on the other side."""
    wanted, found = _without_equal(sorted(gold), sorted(predicted))
    missed, spurious = set(range(len(wanted))), set(range(len(found)))

    def mistake(kind: Kind, lefts: Iterable[int], rights: Iterable[int]) -> Mistake:
        lefts, rights = sorted(lefts), sorted(rights)
        missed.difference_update(lefts)
        spurious.difference_update(rights)
        marks = tuple(wanted[left] for left in lefts), tuple(found[right] for right in rights)
        return Mistake(layer, kind, *marks, trigger=trigger)

    for left, right in same([(m.start, m.end) for m in wanted], [(m.start, m.end) for m in found]):
        yield mistake(Kind.WRONG_LABEL, [left], [right])
    touching = [
        (left, right)
        for left, right in overlapping(wanted, found)
        if left in missed and right in spurious and wanted[left].label == found[right].label
    ]
    rights_of, lefts_of = _grouped(touching), _grouped([(right, left) for left, right in touching])
    for left, rights in rights_of.items():
        if _stand_for_one(rights, lefts_of, found):
            yield mistake(Kind.SPLIT, [left], rights)
    for right, lefts in lefts_of.items():
        if _stand_for_one(lefts, rights_of, wanted):
            yield mistake(Kind.MERGED, lefts, [right])
    shared = {
        (left, right): min(wanted[left].end, found[right].end) - max(wanted[left].start, found[right].start)
        for left, right in touching
        if left in missed and right in spurious
    }
    for left, right in best_pairs(shared):
        yield mistake(Kind.WRONG_BOUNDARY, [left], [right])
    for left in sorted(missed):
        yield mistake(Kind.MISSED, [left], [])
    for right in sorted(spurious):
        yield mistake(Kind.SPURIOUS, [], [right])


def _without_equal(gold: list[Marked], predicted: list[Marked]) -> tuple[list[Marked], list[Marked]]:
    pairs = same([(m.start, m.end, m.label) for m in gold], [(m.start, m.end, m.label) for m in predicted])
    lefts, rights = {left for left, _ in pairs}, {right for _, right in pairs}
    return (
        [mark for index, mark in enumerate(gold) if index not in lefts],
        [mark for index, mark in enumerate(predicted) if index not in rights],
    )


def _grouped(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = defaultdict(list)
    for one, other in pairs:
        groups[one].append(other)
    return dict(groups)


def _stand_for_one(parts: list[int], wholes_of: dict[int, list[int]], marks: Sequence[Marked]) -> bool:
    """Whether ``parts`` are several mentions, side by side, that overlap only one whole."""
    if len(parts) < 2 or any(len(wholes_of[part]) > 1 for part in parts):
        return False
    ordered = sorted(marks[part] for part in parts)
    return all(one.end <= other.start for one, other in pairwise(ordered))
