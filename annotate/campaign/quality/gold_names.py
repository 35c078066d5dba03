"""Names of labels, event types and roles in gold that an ontology does not have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from annotate.core.annotation import Annotation
from annotate.core.ontology import Ontology
from annotate.core.wording import first_of


def unknown_names(annotation: Annotation, ontology: Ontology) -> Iterator[str]:
    """Yields each name that the ontology lacks, such as "label PER", as often as the annotation has it."""
    for entity in annotation.entities:
        if entity.label not in ontology.entities:
            yield f"label {entity.label}"
    for event in annotation.events:
        if event.type not in ontology.events:
            yield f"event type {event.type}"
        yield from (f"role {one.role}" for one in event.arguments if one.role not in ontology.roles)


def in_words(unknown: Mapping[str, int]) -> str:
    """The first few of counted names, such as "label PER (3), role agent (1)"."""
    return first_of([f"{name} ({count})" for name, count in sorted(unknown.items())], 5, ", ")
