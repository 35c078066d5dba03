"""Merges the answers of several labelers on one article into one annotation.

Entities. Suggestions with the same span and label are one candidate, with the provenance of all. Two
candidates are rivals if they have the same span and different labels, or overlap in a way that
`nesting_allowed` forbids. With weights, each candidate has a probability, which becomes its score. The more
probable rival stays. If the probabilities are equal, priority of the labelers, then length, then position in
the text decide. Candidates less probable than the threshold are left out. Without weights, priority decides
first, then the higher score of a labeler, then length and position.

Events. Suggestions with the same trigger span and type are one event, with the arguments of all.
`merging.events` describes how rivals are settled. If the entity of an argument was dropped, the argument
moves to the entity kept instead, provided that the ontology allows this entity in the role; else the argument
is dropped. An event without a trigger is dropped if there is a triggered event of the same type.

A missing attribute or `ref` is taken from the next labeler. If values differ, the first by priority is kept.
A judge of values (`merging.values`) leaves out improbable ones.
Everything left out is listed with the reason. The result depends on the ranks of contributions, not on their
order. docs/decisions/011-merging.md has the reasons.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotate.core.annotation import Entity, Event, events_in_reading_order, in_reading_order
from annotate.core.ontology import Ontology
from annotate.prelabel.interface import fixed_scores
from annotate.prelabel.interface.region_ids import entity_id
from annotate.prelabel.merging.candidates import Candidate, Candidates, Contribution, EntityKey, in_order
from annotate.prelabel.merging.context import TextContext
from annotate.prelabel.merging.events import Fillers, KeptEvent, merged_events
from annotate.prelabel.merging.provenance import agreed_attributes, merged_provenance
from annotate.prelabel.merging.uncertainty import event_entropy, mean, place_entropy
from annotate.prelabel.merging.values import ValueJudge
from annotate.prelabel.merging.weights import Weights
from annotate.prelabel.outcome import Dropped

__all__ = ["Contribution", "Merged", "Merging", "merge"]


@dataclass(frozen=True)
class Merged:
    """The merged entities and events in reading order, and the parts left out.

    Ids are computed from spans and labels. ``uncertainty`` is the uncertainty of the article, in bits; None
    if nothing was suggested.
    """

    entities: tuple[Entity, ...]
    events: tuple[Event, ...]
    dropped: tuple[Dropped, ...]
    uncertainty: float | None


def merge(
    contributions: Sequence[Contribution],
    ontology: Ontology,
    weights: Weights | None = None,
    language: str | None = None,
    text: str | None = None,
    values: ValueJudge | None = None,
) -> Merged:
    """Merges all ``contributions`` to one article by the rules above.

    Contributions must use only labels, attributes and roles of ``ontology``. ``language`` is the language of
    the article.
    """
    merging = Merging(ontology)
    for contribution in in_order(contributions):
        merging.add(contribution)
    return merging.final(weights, language, text, values)


class Merging:
    """Collects the contributions to one article, and merges these for the next labeler and at the end."""

    def __init__(self, ontology: Ontology) -> None:
        self.contributions: list[Contribution] = []
        self._ontology = ontology
        self._candidates = Candidates(ontology)
        self._made: dict[tuple[EntityKey, int], Entity] = {}

    def add(self, contribution: Contribution) -> None:
        """Adds a contribution."""
        self.contributions.append(contribution)
        self._candidates.add(contribution)

    def so_far(self) -> tuple[Sequence[Entity], Sequence[Event]]:
        """Merges entities and events by priority for the next labeler to read, without uncertainty.

        Weights are not used, because weights are learned from the answers of labelers. So these answers must
        not depend on weights.
        """
        candidates = self._candidates.ordered()
        choice = _Choice(candidates)
        entities = {}
        for candidate in choice.kept:
            made = candidate.key, len(candidate.own) + len(candidate.repeated)
            if (entity := self._made.get(made)) is None:
                entity = self._made[made] = _entity(candidate, candidate.highest_score, None, [])
            entities[candidate.key] = entity
        events = merged_events(
            in_order(self.contributions), _fillers(choice, entities), self._ontology, [], final=False
        )
        # The candidates are in reading order, so the entities need not be sorted.
        in_order_of_text = [entities[item.key] for item in candidates if item.key in entities]
        return in_order_of_text, events_in_reading_order(item.event for item in events.kept)

    def final(
        self,
        weights: Weights | None = None,
        language: str | None = None,
        text: str | None = None,
        values: ValueJudge | None = None,
    ) -> Merged:
        """The merged annotation, by the rules above."""
        choice = _Choice(self._candidates.ordered(), weights, language, text)
        dropped = list(choice.dropped())
        entities = {
            candidate.key: _judged(
                _entity(candidate, choice.score(candidate), choice.entropy(candidate), dropped),
                candidate,
                values,
                language,
                dropped,
            )
            for candidate in choice.kept
        }
        fillers = _fillers(choice, entities)
        unsure = {entity.id: entity.uncertainty or 0.0 for entity in entities.values()}
        merged = merged_events(
            in_order(self.contributions), fillers, self._ontology, dropped, values=values, language=language
        )
        events = [_with_uncertainty(kept) for kept in merged.kept]
        improbable = [*(choice.probability[candidate] for candidate in choice.improbable), *merged.improbable]
        left_out = map(place_entropy, improbable)
        dropped.sort(key=lambda item: (item.source, item.kind, item.region, item.what, item.reason))
        return Merged(
            tuple(in_reading_order(entities.values())),
            tuple(events_in_reading_order(events)),
            tuple(dropped),
            mean([*unsure.values(), *(event.uncertainty or 0.0 for event in events), *left_out]),
        )


class _Choice:
    """Chooses the candidates to keep. ``winners`` maps each dropped rival to the candidate kept instead."""

    def __init__(
        self,
        candidates: Sequence[Candidate],
        weights: Weights | None = None,
        language: str | None = None,
        text: str | None = None,
    ) -> None:
        context = TextContext(text, language) if weights is not None and text is not None else None
        self.probability = {
            candidate: _probability(candidate, weights, language, context) for candidate in candidates
        }
        self.winners: dict[EntityKey, Candidate] = {}
        self.improbable: list[Candidate] = []
        self._weights = weights
        self._given_way: list[Candidate] = []
        places: dict[Candidate, int] = {}
        for candidate in sorted(candidates, key=self._goes_first):
            before = [rival for rival in candidate.rivals if rival in places] if candidate.rivals else []
            if before:
                self.winners[candidate.key] = min(before, key=places.__getitem__)
                self._given_way.append(candidate)
            elif weights is not None and self.probability[candidate] < weights.threshold:
                self.improbable.append(candidate)
            else:
                places[candidate] = len(places)
        self.kept = list(places)

    def _goes_first(self, candidate: Candidate) -> tuple[float, float, int, int, int, str]:
        rank, probability = candidate.first[0].rank, self.probability[candidate]
        first, second = (-probability, rank) if self._weights else (rank, -probability)
        start, end = candidate.start, candidate.end
        return first, second, start - end, start, end, candidate.label

    def score(self, candidate: Candidate) -> float | None:
        return candidate.highest_score if self._weights is None else self.probability[candidate]

    def entropy(self, candidate: Candidate) -> float:
        rivals = (
            self.probability[rival] for rival in candidate.rivals if self.winners[rival.key] is candidate
        )
        return place_entropy(self.probability[candidate], rivals)

    def dropped(self) -> Iterable[Dropped]:
        for candidate in self._given_way:
            winner = self.winners[candidate.key]
            same = winner.start == candidate.start and winner.end == candidate.end
            yield from _drop(candidate, f"{'same span as' if same else 'overlaps'} {winner.label}")
        for candidate in self.improbable:
            assert self._weights is not None
            yield from _drop(candidate, f"less probable than {self._weights.threshold:g}")


def _probability(
    candidate: Candidate, weights: Weights | None, language: str | None, context: TextContext | None
) -> float:
    score = fixed_scores.PLUG_IN if candidate.highest_score is None else candidate.highest_score
    return score if weights is None else weights.probability(candidate, language, score, context)


def _drop(candidate: Candidate, reason: str) -> Iterable[Dropped]:
    first = candidate.first[1]
    region, what = entity_id(first, candidate.label), f"{candidate.label} {first.text!r}"
    for source in sorted({contribution.source for contribution, _ in candidate.members}):
        yield Dropped(source, "entity", region, what, reason)


def _fillers(choice: _Choice, entities: dict[EntityKey, Entity]) -> Fillers:
    return Fillers(entities, {key: winner.key for key, winner in choice.winners.items()})


def _entity(
    candidate: Candidate, score: float | None, uncertainty: float | None, dropped: list[Dropped]
) -> Entity:
    members = candidate.members
    contribution, first = members[0]
    region = candidate.region
    as_given = first.score, first.uncertainty
    if len(members) == 1 and first.id == region and as_given == (score, uncertainty) and first.provenance:
        return first
    ref = first.ref
    for contribution, entity in members[1:]:
        if ref is None:
            ref = entity.ref
        elif entity.ref not in (None, ref):
            what = f"ref={entity.ref}"
            dropped.append(Dropped(contribution.source, "attribute", region, what, "differs from the first"))
    # Every part was validated after its labeler's answer. To validate again would cost more than all merging.
    return first.model_copy(
        update={
            "id": region,
            "attributes": agreed_attributes(region, members, dropped),
            "ref": ref,
            "score": score,
            "uncertainty": uncertainty,
            "provenance": merged_provenance(members),
        }
    )


def _judged(
    entity: Entity,
    candidate: Candidate,
    values: ValueJudge | None,
    language: str | None,
    dropped: list[Dropped],
) -> Entity:
    """The entity without values that the judge finds improbable."""
    if values is None:
        return entity
    given = entity.attributes
    kept = values.probable(given, entity.label, candidate.members, language, entity.id, dropped)
    return entity if kept == given else entity.model_copy(update={"attributes": kept})


def _with_uncertainty(kept: KeptEvent) -> Event:
    probability = fixed_scores.PLUG_IN if kept.event.score is None else kept.event.score
    bits = event_entropy(probability, kept.rivals, kept.open_roles)
    return kept.event.model_copy(update={"uncertainty": bits})
