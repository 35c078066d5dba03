"""The articles that are pushed and pulled, each with its own text, and the annotations made on them."""

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
    """A short article with mentions and a meeting. The second version has fewer and other scores."""
    day = f"{index % 28 + 1} mars"
    text = f"Dépêche {index} 🇻🇳.\n\nLe président cubain a rencontré Ana Pérez{index} à Hanoï le {day}."
    source = article(text, id=f"d{index:05}", title=f"Dépêche {index}", published="2024-03", language="fr")
    score = (index % 90 + 10) / 100
    provenance = (Provenance(source=version, score=score),)
    entities = (
        entity(text, "président cubain", "ROLE", "e1", score=score, provenance=provenance),
        entity(text, f"Ana Pérez{index}", "PER", "e2", score=score, provenance=provenance),
        entity(text, "Hanoï", "LOC", "e3", ref="VNM", score=score, provenance=provenance),
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
    """This many articles."""
    return [dispatch(index, version) for index in range(number)]


def chosen(record: Record, choice: int) -> Annotation:
    """The annotator's answer: as suggested, without one part, empty, or skipped."""
    suggestion = record.annotation
    if choice == 0:
        return suggestion.with_(status=Status.SUBMITTED)
    if choice == 1:
        kept: Sequence[Any] = suggestion.entities[:2]
        return suggestion.with_(status=Status.SUBMITTED, entities=tuple(kept), events=())
    status = Status.SUBMITTED if choice == 2 else Status.SKIPPED
    return suggestion.with_(status=status, entities=(), events=())


def body(answer: Annotation) -> dict[str, Any]:
    """The request body that the screen sends for an annotation."""
    skipped = answer.status is Status.SKIPPED
    return {"result": encode(answer, BINDING, scores=False), "was_cancelled": skipped}
