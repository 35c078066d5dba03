"""What somebody was unsure of: the article, or a mention or event, with the remark if there is one.

``unsure`` of an annotation, entity or event is None where nobody said it, and empty without a remark.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from annotate.core.annotation import Annotation, Entity
from annotate.core.findings import Finding, about, shortened

UNSURE = "unsure"  # the field, and the code of the findings
ARTICLES, ENTITIES, EVENTS = "articles", "entities", "events"


def is_unsure(annotation: Annotation) -> bool:
    """Whether somebody was unsure of the article, or of a region in it."""
    return annotation.unsure is not None or any(region.unsure is not None for region in annotation.regions)


def unsure_findings(annotation: Annotation) -> Iterator[Finding]:
    """A finding for the article, then for each region, that somebody was unsure of.

    The finding of the article has no words, label or region.
    """
    if annotation.unsure is not None:
        yield Finding(UNSURE, _rule("the article", annotation.unsure))
    for region in annotation.regions:
        if region.unsure is not None:
            kind = "this mention" if isinstance(region, Entity) else "this event"
            yield about(UNSURE, region, _rule(kind, region.unsure))


def unsure_counts(annotation: Annotation) -> Counter[str]:
    """Counts what somebody was unsure of: ``articles`` (0 or 1), ``entities`` and ``events``."""
    counts = Counter({ARTICLES: int(annotation.unsure is not None)})
    for region in annotation.regions:
        if region.unsure is not None:
            counts[ENTITIES if isinstance(region, Entity) else EVENTS] += 1
    return counts


def both_remarks(one: str | None, other: str | None) -> str | None:
    """Two remarks or notes as one: the first, then the lines that only the second has. None if both are."""
    if one is None or other is None:
        return one if other is None else other
    if not one or not other:
        return one or other
    known = one.splitlines()
    return "\n".join((one, *(line for line in other.splitlines() if line not in known)))


def _rule(what: str, remark: str) -> str:
    said = f": “{shortened(remark, 200)}”" if remark.strip() else ""
    return f"somebody was unsure of {what}{said}"
