"""The articles that go there and back, each with a text of its own, and what an annotator makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from annotate.core.annotation import Annotation, Provenance, Status
from annotate.core.record import Record
from annotate.studio.codec.results import encode
from annotate.studio.screen.binding import own_binding
from tests.builders import annotation, article, entity, event
from tests.loop.campaign import ONTOLOGY

BINDING = own_binding(ONTOLOGY)
CHOICES = 4


def dispatch(index: int, version: str = "m1") -> Record:
    """A short article with mentions and a meeting; another version says a little less, with other scores."""
    day = f"{index % 28 + 1} mars"
    text = f"Dépêche {index} 🇻🇳.\n\nLe président cubain a rencontré Ana Pérez{index} à Hanoï le {day}."
    source = article(text, id=f"d{index:05}", title=f"Dépêche {index}", published="2024-03", language="fr")
    score = (index % 90 + 10) / 100
    said = (Provenance(source=version, score=score),)
    entities = (
        entity(text, "président cubain", "ROLE", "e1", score=score, provenance=said),
        entity(text, f"Ana Pérez{index}", "PER", "e2", score=score, provenance=said),
        entity(text, "Hanoï", "LOC", "e3", ref="VNM", score=score, provenance=said),
        entity(text, day, "DATE", "e4", attributes={"value": f"2024-03-{index % 28 + 1:02}"}, score=score),
    )
    modality = {"modality": "asserted", "polarity": "positive"}
    meeting = event(
        text, "rencontré", "CONSULT", "v1", ("Agent", "e1"), ("Agent", "e2"), ("Place", "e3"),
        attributes=modality, score=score,
    )  # fmt: skip
    events = (meeting,) if version == "m1" else ()
    return Record.of(source, annotation(source, entities, events, author=version))


def dispatches(number: int, version: str = "m1") -> list[Record]:
    """That many of them."""
    return [dispatch(index, version) for index in range(number)]


def chosen(record: Record, choice: int) -> Annotation:
    """What the annotator says: as suggested, without a part, nothing to label, or skipped."""
    suggestion = record.annotation
    if choice == 0:
        return suggestion.with_(status=Status.SUBMITTED)
    if choice == 1:
        kept: Sequence[Any] = suggestion.entities[:2]
        return suggestion.with_(status=Status.SUBMITTED, entities=tuple(kept), events=())
    status = Status.SUBMITTED if choice == 2 else Status.SKIPPED
    return suggestion.with_(status=status, entities=(), events=())


def body(said: Annotation) -> dict[str, Any]:
    """The same as the screen sends it."""
    skipped = said.status is Status.SKIPPED
    return {"result": encode(said, BINDING, scores=False), "was_cancelled": skipped}
