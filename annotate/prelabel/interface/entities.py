"""How labelers make an entity, a span of the text with the id that it always has, and their answers."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from annotate.core.annotation import Annotation, AttributeValue, Entity, Span, Status
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.region_ids import entity_id

_OPENING = "([{«“‘\"'"  # a bracket inside a name is closed in it: "VNA (Hanoï)"
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
    """The entity ``label`` on the code points ``start`` to ``end`` of ``text``."""
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


def entities_said(
    author: str, batch: Sequence[Draft], entities: Callable[[Draft], Iterable[Entity]]
) -> list[Annotation]:
    """A labeler's answer to a batch: what ``entities`` finds in each draft, in order."""
    return [
        Annotation(author=author, status=Status.SUGGESTED, entities=tuple(entities(draft))) for draft in batch
    ]


def once(entities: Iterable[Entity]) -> Iterable[Entity]:
    """Each id once, as it was said last, where it was said first."""
    return {item.id: item for item in entities}.values()


class Holders:
    """Mentions by where they stand, so that the few around a span are found without looking at all."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self._items = sorted(entities, key=lambda item: item.start)
        self._starts = [item.start for item in self._items]
        self._longest = max((len(item) for item in self._items), default=0)

    def of(self, start: int, end: int) -> Iterator[Entity]:
        """The mentions that hold all of ``start`` to ``end``, the same span among them."""
        for index in range(bisect_right(self._starts, start) - 1, -1, -1):
            item = self._items[index]
            if item.start < end - self._longest:
                return
            if item.end >= end:
                yield item


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without white space and punctuation at its edges; empty where nothing else is in it.

    A closing bracket stays where its opening one is inside, and the full stop of an abbreviation
    ("U.S.A.") where another full stop is.
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
