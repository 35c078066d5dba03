"""What a labeler answers, checked against the text and the ontology before it is merged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from annotate.core.annotation import Annotation, Argument, Entity, Event, Provenance, Span, Status
from annotate.core.ontology import Ontology
from annotate.core.ontology_checks import Finding, entity_findings, event_findings
from annotate.prelabel.interface import fixed_scores
from annotate.prelabel.interface.draft import Draft
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
    answer: Annotation, draft: Draft, source: str, ontology: Ontology, *, finds: bool = True
) -> tuple[Annotation, tuple[Rejected, ...]]:
    """What of ``answer`` can stand, each region with a score and with ``source`` in its provenance, and
    what cannot.

    What the labeler refused of its own model's words is among the latter. An attribute or argument that
    cannot stand is taken off; the region stays. Overlaps are left to merging. An entity repeated from
    ``draft.said`` as it stands gets no new provenance; nor, from a labeler that ``finds`` no entities, one to
    which it added a `ref` or attributes.
    """
    own = [Rejected(draft.article.id, source, kind, None, what) for kind, what in draft.refused]
    draft.refused.clear()
    check = _Check(draft, source, ontology, own)
    # Only what carries a provenance already can be a repetition; else nothing need be merged for it yet.
    repeating = any(entity.provenance for entity in answer.entities)
    said = {entity.id: entity for entity in draft.said.entities} if repeating else {}
    entities = []
    for given in answer.entities:
        if (entity := _entity(given, check)) is not None:
            repeated = _repeats(entity, said.get(entity.id), finds)
            entities.append(entity if repeated else _signed(entity, source))
    present = {entity.id: entity for entity in entities}
    events = []
    for event in answer.events:
        if (kept := _event(event, present, check)) is not None:
            events.append(_signed(kept, source))
    annotation = Annotation(
        author=source, status=Status.SUGGESTED, entities=tuple(entities), events=tuple(events)
    )
    return annotation, tuple(check.rejected)


def _repeats(entity: Entity, said: Entity | None, finds: bool) -> bool:
    """Whether it is a mention as said before, so that the labeler has no vote on it."""
    if said is None or said.provenance != entity.provenance:
        return False
    if said == entity:
        return True
    return not finds and said == entity.model_copy(update={"ref": said.ref, "attributes": said.attributes})


def _signed(region: Region, source: str) -> Region:
    score = fixed_scores.PLUG_IN if region.score is None else region.score
    provenance: tuple[Provenance, ...] = region.provenance
    if source not in {said.source for said in provenance}:
        provenance = (*provenance, _voice(source, score))
    # Both are valid as they stand; to validate the whole region anew would take as long as finding it.
    return region.model_copy(update={"score": score, "provenance": provenance})


@lru_cache(maxsize=1024)
def _voice(source: str, score: float) -> Provenance:
    return Provenance(source=source, score=score)


def _entity(entity: Entity, check: _Check) -> Entity | None:
    problem = _text_problem(entity, entity.text, check.draft.article.text)
    if problem is None and not any(entity_findings(entity, check.ontology)):
        return entity
    problem = problem or _first(entity_findings(entity.with_(attributes={}), check.ontology))
    if problem is not None:
        check.reject("entity", entity.id, problem)
        return None
    kept = {}
    for name, value in entity.attributes.items():
        alone = entity.with_(attributes={name: value})
        if problem := _first(entity_findings(alone, check.ontology)):
            check.reject("attribute", entity.id, problem)
        else:
            kept[name] = value
    return entity.with_(attributes=kept)


def _event(event: Event, present: dict[str, Entity], check: _Check) -> Event | None:
    problem = (
        _text_problem(event.trigger, event.trigger.text, check.draft.article.text) if event.trigger else None
    )
    fillers = {argument.entity for argument in event.arguments}
    labels = {id: present[id].label for id in fillers if id in present}
    there = all(argument.entity in labels for argument in event.arguments)
    if problem is None and there and not any(event_findings(event, labels, check.ontology)):
        return event
    bare = event.with_(attributes={}, arguments=())
    problem = problem or _first(event_findings(bare, labels, check.ontology))
    if problem is not None:
        check.reject("event", event.id, problem)
        return None
    attributes = {}
    for name, value in event.attributes.items():
        if problem := _first(event_findings(bare.with_(attributes={name: value}), labels, check.ontology)):
            check.reject("attribute", event.id, problem)
        else:
            attributes[name] = value
    arguments: list[Argument] = []
    for argument in event.arguments:
        alone = bare.with_(arguments=(argument,))
        if argument.entity not in present:
            check.reject("argument", event.id, f"its {argument.role} {argument.entity} was rejected")
        elif problem := _first(event_findings(alone, labels, check.ontology)):
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


def _first(found: Iterable[Finding]) -> str | None:
    return next((finding.what for finding in found), None)
