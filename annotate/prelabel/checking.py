"""Checks a labeler's answer against the text and the ontology, before it is merged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from annotate.core.annotation import Annotation, Argument, Entity, Event, Provenance, Span, Status
from annotate.core.findings import Finding
from annotate.core.ontology import Ontology
from annotate.core.ontology_checks import entity_findings, event_findings
from annotate.prelabel.interface import fixed_scores
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.outcome import Rejected, SuggestionPart

Region = TypeVar("Region", Entity, Event)


@dataclass
class _Check:
    draft: Draft
    source: str
    ontology: Ontology
    rejected: list[Rejected]

    def reject(self, kind: SuggestionPart, region: str, what: str) -> None:
        article = self.draft.article.id
        self.rejected.append(Rejected(article, self.source, kind, region, what))


def checked(
    answer: Annotation, draft: Draft, source: str, ontology: Ontology, *, finds: bool = True
) -> tuple[Annotation, tuple[Rejected, ...]]:
    """Splits ``answer`` into the valid part and the rejected parts.

    Every region of the result has a score, and ``source`` in its provenance. An invalid attribute or argument
    is removed; its region stays. Parts of a model's answer that the labeler itself refused count as rejected
    too. Overlaps are kept: merging settles them.

    If an entity repeats an entity of ``draft.suggested`` unchanged, ``source`` is not added to its
    provenance. ``finds`` says whether the labeler finds entities. If it is false, ``source`` is not added
    either where the labeler only changes `ref` or attributes.
    """
    own = [Rejected(draft.article.id, source, kind, None, what) for kind, what in draft.refused]
    draft.refused.clear()
    check = _Check(draft, source, ontology, own)
    # Only entities with a provenance repeat a suggestion. If there are none, nothing has to be merged yet.
    repeating = any(entity.provenance for entity in answer.entities)
    suggested = {entity.id: entity for entity in draft.suggested.entities} if repeating else {}
    entities = []
    for given in answer.entities:
        if (entity := _entity(given, check)) is not None:
            repeated = _repeats(entity, suggested.get(entity.id), finds)
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


def _repeats(entity: Entity, earlier: Entity | None, finds: bool) -> bool:
    """Whether ``entity`` only repeats the ``earlier`` suggestion with the same id."""
    if earlier is None or earlier.provenance != entity.provenance:
        return False
    if earlier == entity:
        return True
    return not finds and earlier == entity.model_copy(
        update={"ref": earlier.ref, "attributes": earlier.attributes}
    )


def _signed(region: Region, source: str) -> Region:
    score = fixed_scores.PLUG_IN if region.score is None else region.score
    provenance: tuple[Provenance, ...] = region.provenance
    if source not in {item.source for item in provenance}:
        provenance = (*provenance, _provenance(source, score))
    # Both values are valid already. To validate the whole region again would take as long as to find it.
    return region.model_copy(update={"score": score, "provenance": provenance})


@lru_cache(maxsize=1024)
def _provenance(source: str, score: float) -> Provenance:
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
    there = fillers <= present.keys()
    if problem is None and there and not any(event_findings(event, present, check.ontology)):
        return event
    bare = event.with_(attributes={}, arguments=())
    problem = problem or _first(event_findings(bare, present, check.ontology))
    if problem is not None:
        check.reject("event", event.id, problem)
        return None
    attributes = {}
    for name, value in event.attributes.items():
        if problem := _first(event_findings(bare.with_(attributes={name: value}), present, check.ontology)):
            check.reject("attribute", event.id, problem)
        else:
            attributes[name] = value
    arguments: list[Argument] = []
    for argument in event.arguments:
        alone = bare.with_(arguments=(argument,))
        if argument.entity not in present:
            check.reject("argument", event.id, f"its {argument.role} {argument.entity} was rejected")
        elif problem := _first(event_findings(alone, present, check.ontology)):
            check.reject("argument", event.id, problem)
        else:
            arguments.append(argument)
    return event.with_(attributes=attributes, arguments=tuple(arguments))


def _text_problem(span: Span, quoted: str, text: str) -> str | None:
    if span.end > len(text):
        return f"ends at {span.end}, but the text has only {len(text)} code points"
    if text[span.start : span.end] != quoted:
        there = text[span.start : span.end][:40]
        return f"says {quoted[:40]!r} but {span.start}:{span.end} of the text is {there!r}"
    return None


def _first(found: Iterable[Finding]) -> str | None:
    return next((finding.rule for finding in found), None)
