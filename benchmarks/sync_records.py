"""Records for the benchmarks of push and pull: 2,400 characters and 25 suggested mentions each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from annotate.core.annotation import Annotation, Entity, Provenance, Status
from annotate.core.article import Article
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.studio.codec.results import encode
from annotate.studio.codec.tasks import task_data, task_key
from annotate.studio.screen.binding import Binding

CHARACTERS, REGIONS = 2_400, 25
_TEXT = """le ministre cubain des affaires étrangères a rencontré à Hanoï son homologue vietnamien
pour signer un accord de coopération et condamner le blocus imposé depuis des décennies"""
_WORDS = tuple(_TEXT.split())


def generated(number: int, ontology: Ontology, version: str = "bench/1") -> Iterator[Record]:
    """Yields ``number`` records with suggestions, each with a different text."""
    labels = [label for label in ontology.entities if label in ("PER", "ORG", "LOC")]
    for index in range(number):
        words = [_WORDS[(index * 7 + place * 5) % len(_WORDS)] for place in range(CHARACTERS // 6)]
        text = f"Dépêche {index}\n\n{' '.join(words)}".ljust(CHARACTERS, ".")[:CHARACTERS]
        source = Article(id=f"bench-{index:06}", text=text, title=f"Dépêche {index}", language="fr")
        yield Record.of(
            source,
            Annotation(
                author=version,
                status=Status.SUGGESTED,
                ontology=ontology.id,
                digest=source.digest,
                entities=tuple(_mentions(text, labels)),
            ),
        )


def task_body(record: Record, binding: Binding, *, annotated: bool = False) -> bytes:
    """The JSON bytes of a task with a prediction and, if ``annotated``, an equal annotation."""
    annotation = record.annotation
    regions = encode(annotation, binding, scores=True)
    task: dict[str, Any] = {
        "data": task_data(record.article, task_key(record.article.id, record.article.digest)),
        "predictions": [{"model_version": annotation.author, "score": 0.5, "result": regions}],
    }
    if annotated:
        task["annotations"] = [{"result": encode(annotation, binding, scores=False), "ground_truth": False}]
    return json.dumps(task, ensure_ascii=False).encode()


def _mentions(text: str, labels: list[str]) -> Iterator[Entity]:
    for place in range(REGIONS):
        start = text.index(" ", 20 + place * (CHARACTERS - 100) // REGIONS) + 1
        end = text.index(" ", start)
        label = labels[place % len(labels)]
        yield Entity(
            id=f"e{place}",
            start=start,
            end=end,
            label=label,
            text=text[start:end],
            score=0.9,
            provenance=(Provenance(source="bench", score=0.9),),
        )
