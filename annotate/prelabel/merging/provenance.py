"""What several labelers say of one region, put together: attributes and provenance."""

from __future__ import annotations

import json
from collections.abc import Sequence

from annotate.core.annotation import AttributeValue, Entity, Event, Provenance
from annotate.prelabel.merging.candidates import Contribution
from annotate.prelabel.outcome import Dropped

Members = Sequence[tuple[Contribution, Entity]] | Sequence[tuple[Contribution, Event]]


def agreed_attributes(region: str, members: Members, dropped: list[Dropped]) -> dict[str, AttributeValue]:
    """Each attribute as the first who has it says; what differs from that is added to ``dropped``."""
    merged: dict[str, AttributeValue] = {}
    for contribution, item in members:
        for name, value in sorted(item.attributes.items()):
            if merged.setdefault(name, value) != value:
                what = f"{name}={json.dumps(value, ensure_ascii=False)}"
                dropped.append(
                    Dropped(contribution.source, "attribute", region, what, "differs from the first")
                )
    return merged


def all_voices(members: Members) -> tuple[Provenance, ...]:
    """Everybody who spoke for it, in the order of the members, each with the highest score given."""
    best: dict[str, Provenance] = {}
    for contribution, item in members:
        voices = item.provenance or (Provenance(source=contribution.source, score=item.score),)
        for said in voices:
            known = best.get(said.source)
            if known is None or (said.score or 0) > (known.score or 0):
                best[said.source] = said
    return tuple(best.values())
