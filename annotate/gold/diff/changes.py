"""The changes between two annotations of one text: what was added, removed, relabelled, moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from annotate.core.annotation import Annotation, AttributeValue, Entity, Event
from annotate.core.matching import same
from annotate.core.unsure import UNSURE
from annotate.evaluate.errors import Kind, Layer, Marked, Mistake, compare_marks


class Part(StrEnum):
    """What a change concerns. A trigger is labelled with the type of its event, an argument with its role.

    Event: attributes of an event that has the same trigger and type. Article: what somebody was unsure of.
    """

    ENTITY = "entity"
    TRIGGER = "trigger"
    EVENT = "event"
    ARGUMENT = "argument"
    WITHOUT_TRIGGER = "event without a trigger"
    ARTICLE = "article"


class Change(StrEnum):
    """How a region differs in the later annotation.

    Label: another label on the same span. Boundary: another span with the same label. Split: several
    mentions for one; merged: one for several. Attributes: only attributes, ref, note,
    unsure or review marks differ.
    """

    ADDED = "added"
    REMOVED = "removed"
    LABEL = "label"
    BOUNDARY = "boundary"
    SPLIT = "split"
    MERGED = "merged"
    ATTRIBUTES = "attributes"


_OF_KIND = {
    Kind.MISSED: Change.REMOVED,
    Kind.SPURIOUS: Change.ADDED,
    Kind.WRONG_LABEL: Change.LABEL,
    Kind.WRONG_BOUNDARY: Change.BOUNDARY,
    Kind.SPLIT: Change.SPLIT,
    Kind.MERGED: Change.MERGED,
}
_PARTS = {Layer.ENTITY: Part.ENTITY, Layer.TRIGGER: Part.TRIGGER, Layer.ARGUMENT: Part.ARGUMENT}
_ORDER = list(Part)


@dataclass(frozen=True)
class Changed:
    """One change, with the marks before and after, and for an argument the trigger of its event.

    The marks of an event without a trigger, or of the article, are empty; ``label`` names the type.
    ``values`` has a phrase for each value that differs, such as "modality: asserted → planned".
    """

    part: Part
    change: Change
    before: tuple[Marked, ...] = ()
    after: tuple[Marked, ...] = ()
    trigger: Marked | None = None
    label: str = ""
    values: tuple[str, ...] = ()

    @property
    def marks(self) -> tuple[Marked, ...]:
        """All marks of the change, with the trigger."""
        return (*self.before, *self.after, *([self.trigger] if self.trigger else []))

    def __str__(self) -> str:
        words = " → ".join(filter(None, (_words(self.before), _words(self.after)))) or self.label
        if self.change is Change.ATTRIBUTES and self.before:
            words = _words(self.before)
        of = f" of {self.trigger.label} {self.trigger.text!r}" if self.trigger else ""
        values = f" ({'; '.join(self.values)})" if self.values else ""
        return f"{self.part}{of} {self.change}:{f' {words}' if words else ''}{values}"


def changes(before: Annotation, after: Annotation) -> list[Changed]:
    """The changes from ``before`` to ``after`` in reading order; what has no place in the text comes last.

    Both must be of the same text. Ids and the order of regions make no difference. Arguments are compared
    between events on the same trigger words, also if the event got another type.
    """
    found = [
        *_of(compare_marks(Layer.ENTITY, _entities(before), _entities(after))),
        *_of(compare_marks(Layer.TRIGGER, _triggers(before), _triggers(after))),
        *_arguments(before, after),
        *_values(before, after),
    ]
    found.sort(key=lambda one: (min(mark.start for mark in one.marks), _ORDER.index(one.part), one.change))
    return [*found, *_without_trigger(before, after), *_of_article(before, after)]


def _of(mistakes: Iterable[Mistake]) -> Iterator[Changed]:
    for one in mistakes:
        yield Changed(_PARTS[one.layer], _OF_KIND[one.kind], one.gold, one.predicted, one.trigger)


def _words(marks: Sequence[Marked]) -> str:
    return ", ".join(f"{mark.label} {mark.text!r}" if mark.text else mark.label for mark in marks)


def _entities(annotation: Annotation) -> list[Marked]:
    return [_mark(entity) for entity in annotation.entities]


def _triggers(annotation: Annotation) -> list[Marked]:
    return [mark for event in annotation.events if (mark := _trigger(event)) is not None]


def _mark(entity: Entity) -> Marked:
    return Marked(entity.start, entity.end, entity.label, entity.text or "")


def _trigger(event: Event) -> Marked | None:
    at = event.trigger
    return None if at is None else Marked(at.start, at.end, event.type, at.text or "")


def _arguments(before: Annotation, after: Annotation) -> Iterator[Changed]:
    sides = _arguments_by_trigger(before), _arguments_by_trigger(after)
    labels = {(mark.start, mark.end): mark for side in (before, after) for mark in _triggers(side)}
    for place in sorted(labels):
        yield from _of(compare_marks(Layer.ARGUMENT, sides[0][place], sides[1][place], labels[place]))


def _arguments_by_trigger(annotation: Annotation) -> Mapping[tuple[int, int], list[Marked]]:
    mentions = {entity.id: entity for entity in annotation.entities}
    found: dict[tuple[int, int], list[Marked]] = defaultdict(list)
    for event in annotation.events:
        if event.trigger is not None:
            for argument in event.arguments:
                filler = mentions[argument.entity]
                mark = Marked(filler.start, filler.end, argument.role, filler.text or "")
                found[event.trigger.start, event.trigger.end].append(mark)
    return found


def _values(before: Annotation, after: Annotation) -> Iterator[Changed]:
    """Values that differ at mentions with the same span and label, and at events with the same trigger."""
    for part, ours, theirs in (
        (Part.ENTITY, _pairs(before.entities), _pairs(after.entities)),
        (Part.EVENT, _events(before), _events(after)),
    ):
        for left, right in same([_key(mark) for mark, _ in ours], [_key(mark) for mark, _ in theirs]):
            (mark, old), (_, new) = ours[left], theirs[right]
            if values := tuple(_different(_described(old), _described(new))):
                yield Changed(part, Change.ATTRIBUTES, (mark,), (mark,), values=values)


def _pairs(entities: Iterable[Entity]) -> list[tuple[Marked, Entity | Event]]:
    return [(_mark(entity), entity) for entity in entities]


def _events(annotation: Annotation) -> list[tuple[Marked, Entity | Event]]:
    return [(mark, event) for event in annotation.events if (mark := _trigger(event)) is not None]


def _key(mark: Marked) -> Hashable:
    return mark.start, mark.end, mark.label


def _without_trigger(before: Annotation, after: Annotation) -> Iterator[Changed]:
    old, new = ({one.type: one for one in side.events if one.trigger is None} for side in (before, after))
    for label in sorted(old.keys() | new.keys()):
        if label not in old or label not in new:
            change = Change.ADDED if label in new else Change.REMOVED
            yield Changed(Part.WITHOUT_TRIGGER, change, label=label)
        elif values := tuple(_different(_described(old[label]), _described(new[label]))):
            yield Changed(Part.WITHOUT_TRIGGER, Change.ATTRIBUTES, label=label, values=values)


def _of_article(before: Annotation, after: Annotation) -> Iterator[Changed]:
    doubts = ({UNSURE: _doubt(side.unsure)} for side in (before, after))
    if values := tuple(_different(*doubts)):
        yield Changed(Part.ARTICLE, Change.ATTRIBUTES, values=values)


def _described(region: Entity | Event) -> dict[str, Any]:
    """The values of a region that are not its span, label or arguments."""
    described: dict[str, Any] = dict(region.attributes)
    if isinstance(region, Entity):
        described["ref"] = region.ref
    else:
        described["roles that nobody saw"] = tuple(
            sorted(one.role for one in region.arguments if one.unreviewed)
        )
    return {
        **described,
        "note": region.note,
        UNSURE: _doubt(region.unsure),
        "unreviewed": tuple(sorted(region.unreviewed)),
    }


def _doubt(unsure: str | None) -> str | None:
    """A value that differs between no doubt and one without a remark."""
    return "yes, without a remark" if unsure == "" else unsure


def _different(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for name in dict.fromkeys((*before, *after)):
        if (old := before.get(name) or None) != (new := after.get(name) or None):
            yield f"{name}: {_said(old)} → {_said(new)}"


def _said(value: AttributeValue | None) -> str:
    if value is None:
        return "none"
    return value if isinstance(value, str) else ", ".join(value)
