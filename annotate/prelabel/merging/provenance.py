"""The attributes and the provenance of a region that several labelers suggest."""

from __future__ import annotations

import json
from collections.abc import Sequence

from annotate.core.annotation import AttributeValue, Entity, Event, Provenance
from annotate.prelabel.merging.candidates import Contribution
from annotate.prelabel.outcome import Dropped

Members = Sequence[tuple[Contribution, Entity]] | Sequence[tuple[Contribution, Event]]


def agreed_attributes(region: str, members: Members, dropped: list[Dropped]) -> dict[str, AttributeValue]:
    """Takes each attribute from the first member with a value. Different values are added to ``dropped``."""
    merged: dict[str, AttributeValue] = {}
    for contribution, item in members:
        for name, value in sorted(item.attributes.items()):
            if merged.setdefault(name, value) != value:
                what = f"{name}={json.dumps(value, ensure_ascii=False)}"
                dropped.append(
                    Dropped(contribution.source, "attribute", region, what, "differs from the first")
                )
    return merged


def merged_provenance(members: Members) -> tuple[Provenance, ...]:
    """Each source of the members once, in order, with the highest score of this source."""
    best: dict[str, Provenance] = {}
    for contribution, item in members:
        for given in item.provenance or (Provenance(source=contribution.source, score=item.score),):
            known = best.get(given.source)
            if known is None or (given.score or 0) > (known.score or 0):
                best[given.source] = given
    return tuple(best.values())
