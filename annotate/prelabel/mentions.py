"""How labelers make an entity, a span of the text with the id that it always has, and their answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from annotate.core.annotation import Annotation, AttributeValue, Entity, Span, Status
from annotate.prelabel.draft import Draft
from annotate.prelabel.region_ids import entity_id


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
