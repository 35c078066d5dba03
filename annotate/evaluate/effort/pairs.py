"""Pairs suggested mentions and events with those that an annotator submitted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from annotate.core.annotation import Annotation, Entity, Event, Span, label_of
from annotate.core.assignment import best_pairs
from annotate.core.filled_in import proposals
from annotate.core.matching import overlapping

Region = Entity | Event


@dataclass(frozen=True)
class Pair:
    """A suggested region and the submitted region that it became.

    ``redrawn`` is True if an annotator deleted the suggested region and drew the other one.
    """

    before: Region
    after: Region
    redrawn: bool = False

    @property
    def relabelled(self) -> bool:
        """Whether the label differs, or a mention became an event, or an event a mention."""
        return _kind(self.before) != _kind(self.after)

    @property
    def across(self) -> bool:
        """Whether a mention became an event, or an event a mention."""
        return isinstance(self.before, Entity) != isinstance(self.after, Entity)

    @property
    def moved(self) -> bool:
        """Whether the boundaries differ."""
        return _place(self.before) != _place(self.after)


@dataclass(frozen=True)
class Pairs:
    """The pairs, the suggested regions that were deleted, and the submitted ones that were added."""

    pairs: tuple[Pair, ...]
    deleted: tuple[Region, ...]
    added: tuple[Region, ...]


def paired(suggestion: Annotation, submitted: Annotation) -> Pairs:
    """Pairs mentions and triggered events; the result does not depend on the order of the regions.

    A region is recognised by its id, as long as its label is the same or its span overlaps. Then by label
    and span: a region that was deleted and drawn again is the same one. What is left is redrawn if the span
    is the same (relabelled), or if the label is the same and the spans overlap (moved).
    """
    before, after = _regions(suggestion), _regions(submitted)
    pairs: list[Pair] = []

    def take(found: Iterable[tuple[str, str]], *, redrawn: bool) -> None:
        for one, other in found:
            if one in before and other in after:
                pairs.append(Pair(before.pop(one), after.pop(other), redrawn))

    take([(id, id) for id in before if id in after and _is_same(before[id], after[id])], redrawn=False)
    take(_equal(before, after, lambda region: (_kind(region), _place(region))), redrawn=False)
    take(_equal(before, after, lambda region: (isinstance(region, Entity), _place(region))), redrawn=True)
    take(_equal(before, after, _place), redrawn=True)
    take(_overlapping(before, after), redrawn=True)
    return Pairs(tuple(pairs), tuple(before.values()), tuple(after.values()))


def paired_by_place(suggestion: Annotation, gold: Annotation) -> Pairs:
    """Pairs mentions and triggered events by place and label alone, for a suggestion that nobody worked from.

    Ids mean nothing there. A person would relabel what lies at the place of gold, and move the boundaries of
    what overlaps under the same label, so no pair is redrawn. What overlaps under another label is no pair:
    deleting and drawing costs as much, and takes wrong arrows along. Where one place has several regions of
    one label (two events of one trigger), those belong together that share the most arguments and values.
    """
    before, after = _regions(suggestion), _regions(gold)
    details = _details(suggestion), _details(gold)
    pairs: list[Pair] = []

    def take(found: Iterable[tuple[str, str]]) -> None:
        pairs.extend(Pair(before.pop(one), after.pop(other)) for one, other in found)

    def shared(one: str, other: str) -> int:
        return len(details[0][one] & details[1][other])

    take(_equal_and_alike(before, after, lambda region: (_kind(region), _place(region)), shared))
    take(_equal_and_alike(before, after, lambda region: (isinstance(region, Entity), _place(region)), shared))
    take(_equal_and_alike(before, after, _place, shared))
    take(_overlapping(before, after))
    return Pairs(tuple(pairs), tuple(before.values()), tuple(after.values()))


def sources_of(region: Region) -> tuple[str, ...]:
    """What proposed a region, each once, without the entries of values that a pull filled in."""
    return tuple(dict.fromkeys(one.source for one in proposals(region)))


def _regions(annotation: Annotation) -> dict[str, Region]:
    """The mentions and triggered events by id, in an order that the file's order does not change."""
    regions = [one for one in annotation.regions if isinstance(one, Entity) or one.trigger is not None]
    return {one.id: one for one in sorted(regions, key=lambda one: (_place(one), _kind(one), one.id))}


def _kind(region: Region) -> tuple[bool, str]:
    return isinstance(region, Entity), label_of(region)


def _span(region: Region) -> Span:
    span = region if isinstance(region, Entity) else region.trigger
    assert span is not None, "events without a trigger are left out"
    return span


def _place(region: Region) -> tuple[int, int]:
    span = _span(region)
    return span.start, span.end


def _is_same(one: Region, other: Region) -> bool:
    return _kind(one) == _kind(other) or _span(one).overlaps(_span(other))


def _equal(
    before: dict[str, Region], after: dict[str, Region], key: Callable[[Region], object]
) -> list[tuple[str, str]]:
    places: dict[object, list[str]] = {}
    for id, region in after.items():
        places.setdefault(key(region), []).append(id)
    found = []
    for id, region in before.items():
        if same := places.get(key(region)):
            found.append((id, same.pop(0)))
    return found


def _equal_and_alike(
    before: dict[str, Region],
    after: dict[str, Region],
    key: Callable[[Region], object],
    shared: Callable[[str, str], int],
) -> list[tuple[str, str]]:
    """The pairs of regions with the same key. Where there are several, those that share most."""
    places: dict[object, tuple[list[str], list[str]]] = {}
    for side, regions in enumerate((before, after)):
        for id, region in regions.items():
            places.setdefault(key(region), ([], []))[side].append(id)
    found: list[tuple[str, str]] = []
    for lefts, rights in places.values():
        worth = {
            (left, right): 1 + shared(one, other)
            for left, one in enumerate(lefts)
            for right, other in enumerate(rights)
        }
        found += [(lefts[left], rights[right]) for left, right in best_pairs(worth)]
    return found


def _details(annotation: Annotation) -> dict[str, set[tuple[str, object]]]:
    """The attributes of each region, and the arguments of each event, with their places."""
    places = {entity.id: _place(entity) for entity in annotation.entities}
    found: dict[str, set[tuple[str, object]]] = {
        region.id: set(region.attributes.items()) for region in annotation.regions
    }
    for event in annotation.events:
        found[event.id].update((one.role, places[one.entity]) for one in event.arguments)
    return found


def _overlapping(before: dict[str, Region], after: dict[str, Region]) -> list[tuple[str, str]]:
    """The pairs of regions with one label that overlap most."""
    lefts, rights = list(before), list(after)
    spans = [_span(before[id]) for id in lefts], [_span(after[id]) for id in rights]
    worth = {
        (left, right): min(spans[0][left].end, spans[1][right].end)
        - max(spans[0][left].start, spans[1][right].start)
        for left, right in overlapping(*spans)
        if _kind(before[lefts[left]]) == _kind(after[rights[right]])
    }
    return [(lefts[left], rights[right]) for left, right in best_pairs(worth)]
