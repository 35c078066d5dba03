"""Compares the entities of a pipeline with gold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from annotate.core.annotation import Entity, Span
from annotate.core.article import Article
from annotate.core.matching import Tally, add_up, strict_match
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.prelabel.interface.region_ids import entity_id
from annotate.prelabel.models.model_spans import trained_entities
from annotate.prelabel.parsing.analysis import piped

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_BATCH = 16  # articles that are read at a time


def score_ner(
    model: Language, records: Iterable[GoldRecord], ontology: Ontology | None = None
) -> dict[str, Tally]:
    """Compares a pipeline's entities with gold: strict tallies per label.

    Without ``ontology``, the entities are those of `ner`, with the labels of the model.
    """
    tallies = []
    for batch in _batches(records):
        articles = [Article(id=record.article.id, text=record.text or "") for record in batch]
        for record, doc in zip(batch, piped(model, articles), strict=True):
            if isinstance(doc, Exception):
                raise doc
            found = _raw(doc) if ontology is None else trained_entities(model, doc, doc.text, ontology)
            tallies.append(strict_match(record.annotation.entities, found))
    return add_up(tallies)


def _raw(doc: Doc) -> Iterator[Entity]:
    for found in doc.ents:
        span = Span(start=found.start_char, end=found.end_char)
        yield Entity(
            id=entity_id(span, found.label_),
            start=span.start,
            end=span.end,
            label=found.label_,
            text=found.text,
        )


def _batches(records: Iterable[GoldRecord]) -> Iterator[list[GoldRecord]]:
    remaining = iter(records)
    while batch := list(islice(remaining, _BATCH)):
        yield batch
