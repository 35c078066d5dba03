"""Finds the corrections that cost most: what was changed, with its words and its place in the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from annotate.core.annotation import Annotation, Entity, label_of, words_of
from annotate.core.ontology import Ontology
from annotate.evaluate.effort.comparison import compare
from annotate.evaluate.effort.edits import Edit, Part
from annotate.evaluate.effort.pairs import Region, paired

_MOST_PLACES = 20  # of one correction that are kept


@dataclass(frozen=True)
class Correction:
    """One mention or event that a person corrected, with the gestures for it, its arguments and its values.

    ``label`` is the suggested label, or that of an added one; ``to`` the submitted label if it differs.
    ``start`` and ``end`` are the half-open code-point range of the submitted words, or of the deleted ones.
    """

    part: Part
    edit: Edit
    label: str
    to: str | None
    words: str
    start: int
    end: int
    gestures: int


@dataclass
class Costly:
    """Equal corrections together: the same edit of the same words with the same labels.

    ``places`` are the first of them: article id and range.
    """

    correction: Correction
    times: int = 0
    gestures: int = 0
    places: list[tuple[str, int, int]] = field(default_factory=list)


def corrections(
    suggestion: Annotation | None, submitted: Annotation, ontology: Ontology
) -> Iterator[Correction]:
    """The corrections of mentions and triggered events that cost something.

    The gestures of an event are those that the article would cost less without it. Article-level types are
    left out: they have no words.
    """
    before = submitted.with_(entities=(), events=()) if suggestion is None else suggestion
    pairs = paired(before, submitted)
    mentions_alone = _cost(before.with_(events=()), submitted.with_(events=()), ontology)
    sides: list[tuple[Region | None, Region | None]] = [
        *((pair.before, pair.after) for pair in pairs.pairs),
        *((region, None) for region in pairs.deleted),
        *((None, region) for region in pairs.added),
    ]
    for old, new in sides:
        mentions = [isinstance(one, Entity) for one in (old, new) if one is not None]
        if all(mentions):
            cost = _cost(_only(before, old), _only(submitted, new), ontology)
        else:
            others = mentions_alone
            if any(mentions):  # a mention became an event, or the reverse
                others = _cost(_without(before, old), _without(submitted, new), ontology)
            cost = _cost(_beside(before, old), _beside(submitted, new), ontology) - others
        if cost > 0:
            yield _correction(old, new, cost)


def most_costly(
    articles: Iterable[tuple[str, Annotation | None, Annotation, Ontology]], most: int
) -> Sequence[Costly]:
    """The dearest corrections of many articles, each given as (id, suggestion, submitted, ontology).

    Equal corrections count together, whatever their case. The result does not depend on the order of
    articles of equal cost.
    """
    found: dict[tuple[object, ...], Costly] = {}
    for article, suggestion, submitted, ontology in articles:
        for one in corrections(suggestion, submitted, ontology):
            key = (one.part, one.edit, one.label, one.to, " ".join(one.words.casefold().split()))
            costly = found.setdefault(key, Costly(one))
            costly.times += 1
            costly.gestures += one.gestures
            costly.places.append((article, one.start, one.end))
            if len(costly.places) > _MOST_PLACES:
                costly.places = sorted(costly.places)[:_MOST_PLACES]
    ranked = sorted(found.items(), key=lambda item: (-item[1].gestures, -item[1].times, repr(item[0])))
    chosen = [costly for _, costly in ranked[:most]]
    for costly in chosen:
        costly.places.sort()
    return chosen


def _correction(old: Region | None, new: Region | None, cost: int) -> Correction:
    shown = new if new is not None else old
    assert shown is not None, "a correction is of a region"
    first = old if old is not None else shown
    span = shown if isinstance(shown, Entity) else shown.trigger
    assert span is not None, "events without a trigger are left out"
    label, to = label_of(first), label_of(shown)
    return Correction(
        Part.MENTION if isinstance(first, Entity) else Part.EVENT,
        _edit(old, new),
        label,
        None if to == label else to,
        words_of(shown) or "",
        span.start,
        span.end,
        cost,
    )


def _edit(old: Region | None, new: Region | None) -> Edit:
    if old is None:
        return Edit.ADDED
    if new is None:
        return Edit.DELETED
    if label_of(old) != label_of(new) or isinstance(old, Entity) != isinstance(new, Entity):
        return Edit.RELABELLED
    return Edit.MOVED if _place(old) != _place(new) else Edit.CHANGED


def _place(region: Region) -> tuple[int, int]:
    span = region if isinstance(region, Entity) else region.trigger
    assert span is not None, "events without a trigger are left out"
    return span.start, span.end


def _cost(suggestion: Annotation, submitted: Annotation, ontology: Ontology) -> int:
    return sum(item.gestures for item in compare(suggestion, submitted, ontology))


def _only(annotation: Annotation, region: Region | None) -> Annotation:
    """The annotation with one mention alone."""
    return annotation.with_(entities=(region,) if isinstance(region, Entity) else (), events=())


def _beside(annotation: Annotation, region: Region | None) -> Annotation:
    """The annotation with all its mentions, and with one event alone."""
    return annotation.with_(events=() if region is None or isinstance(region, Entity) else (region,))


def _without(annotation: Annotation, region: Region | None) -> Annotation:
    """The mentions of the annotation but one."""
    return annotation.with_(
        entities=tuple(one for one in annotation.entities if one is not region), events=()
    )
