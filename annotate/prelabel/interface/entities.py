"""Tools for a labeler's answer: entities with stable ids, trimmed spans, look-up by position."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from annotate.core.annotation import Annotation, AttributeValue, Entity, Span, Status
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.region_ids import entity_id

_OPENING = "([{«“‘\"'"  # a name may contain a pair: "VNA (Hanoï)"
_CLOSING = ")]}»”’\"'"


def mention(
    text: str,
    start: int,
    end: int,
    label: str,
    score: float,
    *,
    ref: str | None = None,
    attributes: Mapping[str, AttributeValue] | None = None,
) -> Entity:
    """Makes the entity ``label`` on the half-open code-point range ``start`` to ``end`` of ``text``."""
    return Entity(
        id=entity_id(Span(start=start, end=end), label),
        label=label,
        start=start,
        end=end,
        text=text[start:end],
        score=score,
        ref=ref,
        attributes=dict(attributes or {}),
    )


def entity_answers(
    author: str, batch: Sequence[Draft], entities: Callable[[Draft], Iterable[Entity]]
) -> list[Annotation]:
    """Makes a labeler's answer to a batch from what ``entities`` finds in each draft."""
    return [
        Annotation(author=author, status=Status.SUGGESTED, entities=tuple(entities(draft))) for draft in batch
    ]


def one_per_id(entities: Iterable[Entity]) -> Iterable[Entity]:
    """Keeps one entity per id: the latest value, at the position of the first."""
    return {item.id: item for item in entities}.values()


class MentionIndex:
    """Finds the mentions around a span quickly, in a list of all mentions sorted by position."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self._items = sorted(entities, key=lambda item: item.start)
        self._starts = [item.start for item in self._items]
        self._longest = max((len(item) for item in self._items), default=0)

    def of(self, start: int, end: int) -> Iterator[Entity]:
        """Yields the mentions that contain the range ``start`` to ``end``, or have exactly this range."""
        for index in range(bisect_right(self._starts, start) - 1, -1, -1):
            item = self._items[index]
            if item.start < end - self._longest:
                return
            if item.end >= end:
                yield item


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Trims white space and punctuation at both edges. The result is empty if the range has nothing else.

    A closing bracket stays if its opening bracket is inside the range. A final full stop stays if another
    full stop is inside the range, as in "U.S.A.".
    """
    while start < end and _edge(text[start]):
        start += 1
    while start < end and _edge(text[end - 1]):
        last = text[end - 1]
        inside = text[start : end - 1]
        if last in _CLOSING and inside.count(_OPENING[_CLOSING.index(last)]) > inside.count(last):
            break
        if last == "." and "." in inside and " " not in inside:
            break
        end -= 1
    return start, end


def _edge(character: str) -> bool:
    # Symbols and emoji belong to no name either; letters, digits and combining marks do.
    return unicodedata.category(character)[0] in "PZCS"
