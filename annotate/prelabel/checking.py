"""What a labeler answers, checked against the text and the ontology before it is merged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from annotate.core.annotation import Annotation, Argument, Entity, Event, Provenance, Span, Status
from annotate.core.ontology import Ontology
from annotate.core.ontology_checks import findings
from annotate.prelabel import scores
from annotate.prelabel.draft import Draft
from annotate.prelabel.outcome import Kind, Rejected

Region = TypeVar("Region", Entity, Event)


@dataclass
class _Check:
    draft: Draft
    source: str
    ontology: Ontology
    rejected: list[Rejected]

    def reject(self, kind: Kind, region: str, what: str) -> None:
        article = self.draft.article.id
        self.rejected.append(Rejected(article, self.source, kind, region, what))


def checked(
    answer: Annotation, draft: Draft, source: str, ontology: Ontology
) -> tuple[Annotation, tuple[Rejected, ...]]:
    """What of ``answer`` can stand, each region with a score and with ``source`` in its provenance, and
    what cannot.

    An attribute or argument that cannot stand is taken off; the region stays. Overlaps are left to
    merging. An entity repeated from ``draft.said`` as it stands gets no new provenance.
    """
    check = _Check(draft, source, ontology, [])
    said = {entity.id: entity for entity in draft.said.entities}
    entities = []
    for given in answer.entities:
        if (entity := _entity(given, check)) is not None:
            entities.append(entity if said.get(entity.id) == entity else _signed(entity, source))
    present = {entity.id: entity for entity in entities}
    events = []
    for event in answer.events:
        if (kept := _event(event, present, check)) is not None:
            events.append(_signed(kept, source))
    annotation = Annotation(
        author=source, status=Status.SUGGESTED, entities=tuple(entities), events=tuple(events)
    )
    return annotation, tuple(check.rejected)


def _signed(region: Region, source: str) -> Region:
    score = scores.PLUG_IN if region.score is None else region.score
    provenance: tuple[Provenance, ...] = region.provenance
    if source not in {said.source for said in provenance}:
        provenance = (*provenance, Provenance(source=source, score=score))
    return region.with_(score=score, provenance=provenance)


def _entity(entity: Entity, check: _Check) -> Entity | None:
    problem = _text_problem(entity, entity.text, check.draft.article.text)
    if problem is None:
        problem = _first_finding(entity.id, [entity.with_(attributes={})], [], check.ontology)
    if problem is not None:
        check.reject("entity", entity.id, problem)
        return None
    if next(_findings([entity], [], check.ontology), None) is None:
        return entity
    kept = {}
    for name, value in entity.attributes.items():
        alone = entity.with_(attributes={name: value})
        if problem := _first_finding(entity.id, [alone], [], check.ontology):
            check.reject("attribute", entity.id, problem)
        else:
            kept[name] = value
    return entity.with_(attributes=kept)


def _event(event: Event, present: dict[str, Entity], check: _Check) -> Event | None:
    bare = event.with_(attributes={}, arguments=())
    problem = (
        _text_problem(event.trigger, event.trigger.text, check.draft.article.text) if event.trigger else None
    )
    problem = problem or _first_finding(event.id, [], [bare], check.ontology)
    if problem is not None:
        check.reject("event", event.id, problem)
        return None
    attributes = {}
    for name, value in event.attributes.items():
        if problem := _first_finding(event.id, [], [bare.with_(attributes={name: value})], check.ontology):
            check.reject("attribute", event.id, problem)
        else:
            attributes[name] = value
    arguments: list[Argument] = []
    for argument in event.arguments:
        filler = present.get(argument.entity)
        if filler is None:
            check.reject("argument", event.id, f"its {argument.role} {argument.entity} was rejected")
        elif problem := _first_finding(
            event.id, [filler], [bare.with_(arguments=(argument,))], check.ontology
        ):
            check.reject("argument", event.id, problem)
        else:
            arguments.append(argument)
    return event.with_(attributes=attributes, arguments=tuple(arguments))


def _text_problem(span: Span, said: str, text: str) -> str | None:
    if span.end > len(text):
        return f"ends at {span.end}, the text has {len(text)} code points"
    if text[span.start : span.end] != said:
        there = text[span.start : span.end][:40]
        return f"says {said[:40]!r} but {span.start}:{span.end} of the text is {there!r}"
    return None


def _first_finding(
    region: str, entities: list[Entity], events: list[Event], ontology: Ontology
) -> str | None:
    return next((what for of, what in _findings(entities, events, ontology) if of == region), None)


def _findings(entities: list[Entity], events: list[Event], ontology: Ontology) -> Iterator[tuple[str, str]]:
    # One region at a time: nesting, which `findings` reports too, is for merging to settle.
    part = Annotation(author="", status=Status.SUGGESTED, entities=tuple(entities), events=tuple(events))
    return ((finding.region, finding.what) for finding in findings(part, ontology))
