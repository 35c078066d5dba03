"""How labelers make an entity: a span of the text with the id that it always has."""

from __future__ import annotations

from collections.abc import Mapping

from annotate.core.annotation import AttributeValue, Entity, Span
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
