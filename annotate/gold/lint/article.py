"""Checks of whole articles: suggestions that were deleted, and work that stops early."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annotate.core.annotation import Annotation, Entity, Event, Status
from annotate.core.findings import Finding
from annotate.gold.lint.case import Case, Odd
from annotate.gold.lint.words import word_count

_SUGGESTED = 8  # regions
_LEFT = 0.1
_EARLY_REGIONS = 6
_EARLY_LENGTH = 600  # code points without a region
_LONG = 100  # words


def whole_article(case: Case, suggestions: Sequence[Annotation]) -> Iterator[Odd]:
    """What is odd about the article as a whole. ``suggestions`` are those that it was sent with."""
    deleted = suggestions_deleted(case.annotation, suggestions)
    if deleted is not None:
        yield Odd(deleted)
    elif not case.annotation.regions and (words := word_count(case.text)) >= _LONG:
        yield Odd(Finding("nothing-marked", f"{words} words, and nothing is marked"))
    yield from _early(case)


def suggestions_deleted(annotation: Annotation, suggestions: Sequence[Annotation]) -> Finding | None:
    """A finding if an annotation has hardly any of the suggested regions. The latest suggestion comes first.

    If the annotation says which suggestion it began with, that one counts. A region that was deleted and
    drawn again at the same place is not deleted.
    """
    own = [one for one in suggestions if one.status is Status.SUGGESTED]
    seen = next((one for one in own if one.author == annotation.based_on), own[0] if own else None)
    if seen is None or len(seen.regions) < _SUGGESTED:
        return None
    ids = {region.id for region in annotation.regions}
    places = {_place(region) for region in annotation.regions} - {None}
    kept = sum(region.id in ids or _place(region) in places for region in seen.regions)
    if kept > _LEFT * len(seen.regions):
        return None
    is_left = f"{kept} of them {'is' if kept == 1 else 'are'}" if kept else "none of them is"
    return Finding("suggestions-deleted", f"{len(seen.regions)} regions were suggested, and {is_left} left")


def _place(region: Entity | Event) -> tuple[int, int] | None:
    span = region if isinstance(region, Entity) else region.trigger
    return None if span is None else (span.start, span.end)


def _early(case: Case) -> Iterator[Odd]:
    ends = [span.end for _, span in case.spans]
    last = max(ends, default=0)
    rest = len(case.text) - last
    if len(ends) >= _EARLY_REGIONS and rest > len(case.text) / 2 and rest >= _EARLY_LENGTH:
        share = round(100 * last / len(case.text))
        rule = f"{len(ends)} regions in the first {share} % of the text, then none"
        begin, end = max(((span.start, span.end) for _, span in case.spans), key=lambda place: place[1])
        yield Odd(Finding("stops-early", rule), ((begin, end),))
