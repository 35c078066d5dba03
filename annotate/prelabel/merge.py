"""Several labelers' answers on one article become one annotation, by one set of rules.

Entities. The same span with the same label is one candidate, with the provenance of all. Two candidates
are in conflict when they have the same span and different labels, or overlap in a way that
`nesting_allowed` forbids. With weights each has a probability, which becomes its score: of two in conflict
the more probable stays, then the one whose labeler comes first in the priority, then the longer one, then
the one that stands first in the text; what is less probable than the threshold is left out. Without weights
the priority comes first, then the higher score that a labeler gave, then length and place.

Events. The same trigger span with the same type is one event, with the arguments of all. An argument
that names a dropped entity moves to the one kept in its place where the ontology allows that filler,
else it is dropped. A type without a trigger gives way to a triggered event of that type.

Attributes and `ref` that one labeler leaves open are filled from the next; where two differ the first
by priority stands. Everything left out is listed with its reason. The result does not depend on the
order of contributions, only on their ranks. docs/decisions/010-merging.md has the reasons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from annotate.core.annotation import Entity, Event, events_in_reading_order, in_reading_order
from annotate.core.ontology import Ontology
from annotate.prelabel import scores
from annotate.prelabel.candidates import Candidate, Contribution, EntityKey, candidates_of, in_order
from annotate.prelabel.merge_events import Fillers, merged_events
from annotate.prelabel.outcome import Dropped
from annotate.prelabel.region_ids import entity_id
from annotate.prelabel.uncertainty import mean, place_entropy
from annotate.prelabel.voices import agreed_attributes, all_voices
from annotate.prelabel.weights import Weights

Made = dict[tuple[EntityKey | int, ...], Entity]  # by candidate and the identities of its members

__all__ = ["Contribution", "Made", "Merged", "merge"]


@dataclass(frozen=True)
class Merged:
    """Entities and events in reading order with ids made from what they are, and what was left out.

    ``uncertainty`` is that of the article, in bits; None where nobody said anything.
    """

    entities: tuple[Entity, ...]
    events: tuple[Event, ...]
    dropped: tuple[Dropped, ...]
    uncertainty: float | None = None


def merge(
    contributions: Sequence[Contribution],
    ontology: Ontology,
    weights: Weights | None = None,
    language: str | None = None,
    *,
    made: Made | None = None,
) -> Merged:
    """One annotation's entities and events from all ``contributions``, by the rules above.

    Each must hold only labels, attributes and roles of ``ontology``. ``language`` is the article's.
    With ``made`` the result is for the next labeler to look at and carries no uncertainty; what was made of
    the very same voices is taken from there and kept there, as long as the contributions live.
    """
    ordered = in_order(contributions)
    choice = _Choice(weights, language)
    choice.decide(candidates_of(ordered, ontology))
    entities = {}
    for candidate in choice.kept:
        if made is None:
            uncertainty = choice.entropy(candidate)
            entity = _entity(candidate, choice.score(candidate), uncertainty, choice.dropped)
        else:
            voices = candidate.key, *(id(said) for _, said in candidate.members)
            if (known := made.get(voices)) is None:
                known = made[voices] = _entity(candidate, choice.score(candidate), None, choice.dropped)
            entity = known
        entities[candidate.key] = entity
    fillers = Fillers(entities, {key: winner.key for key, winner in choice.winners.items()})
    events = merged_events(ordered, fillers, ontology, choice.dropped)
    if made is None:
        unsure = {entity.id: entity.uncertainty or 0.0 for entity in entities.values()}
        events = [_with_uncertainty(event, unsure) for event in events]
    left_out = [place_entropy(choice.probability[candidate]) for candidate in choice.improbable]
    regions = (*entities.values(), *events)
    return Merged(
        tuple(in_reading_order(entities.values())),
        tuple(events_in_reading_order(events)),
        tuple(
            sorted(
                choice.dropped, key=lambda item: (item.source, item.kind, item.region, item.what, item.reason)
            )
        ),
        mean([*left_out, *(region.uncertainty or 0.0 for region in regions)]) if made is None else None,
    )


@dataclass
class _Choice:
    """Which candidates are kept, and in whose favour each of the others is not."""

    weights: Weights | None
    language: str | None
    kept: list[Candidate] = field(default_factory=list)
    improbable: list[Candidate] = field(default_factory=list)
    winners: dict[EntityKey, Candidate] = field(default_factory=dict)
    probability: dict[Candidate, float] = field(default_factory=dict)
    dropped: list[Dropped] = field(default_factory=list)

    def decide(self, candidates: Sequence[Candidate]) -> None:
        for candidate in candidates:
            said = candidate.said_score
            probability = scores.PLUG_IN if said is None else said
            if self.weights is not None:
                probability = self.weights.probability(candidate, self.language, probability)
            self.probability[candidate] = probability
        places: dict[Candidate, int] = {}
        for candidate in sorted(candidates, key=self._goes_first):
            before = [rival for rival in candidate.rivals if rival in places]
            if before:
                winner = self.winners[candidate.key] = min(before, key=places.__getitem__)
                same = winner.start == candidate.start and winner.end == candidate.end
                self._drop(candidate, f"{'same span as' if same else 'overlaps'} {winner.label}")
            elif self.weights is not None and self.probability[candidate] < self.weights.threshold:
                self.improbable.append(candidate)
                self._drop(candidate, f"less probable than {self.weights.threshold:g}")
            else:
                places[candidate] = len(places)
        self.kept = list(places)

    def _goes_first(self, candidate: Candidate) -> tuple[float, float, int, int, int, str]:
        rank, probability = candidate.rank, self.probability[candidate]
        length = candidate.end - candidate.start
        first, second = (-probability, rank) if self.weights else (rank, -probability)
        return first, second, -length, *candidate.key

    def score(self, candidate: Candidate) -> float | None:
        return candidate.said_score if self.weights is None else self.probability[candidate]

    def entropy(self, candidate: Candidate) -> float:
        rivals = (
            self.probability[rival] for rival in candidate.rivals if self.winners[rival.key] is candidate
        )
        return place_entropy(self.probability[candidate], rivals)

    def _drop(self, candidate: Candidate, reason: str) -> None:
        first = candidate.members[0][1]
        region, what = entity_id(first, candidate.label), f"{candidate.label} {first.text!r}"
        for source in sorted({contribution.source for contribution, _ in candidate.members}):
            self.dropped.append(Dropped(source, "entity", region, what, reason))


def _entity(
    candidate: Candidate, score: float | None, uncertainty: float | None, dropped: list[Dropped]
) -> Entity:
    members = candidate.members
    contribution, first = members[0]
    region = entity_id(first, candidate.label)
    said = first.score, first.uncertainty
    if len(members) == 1 and first.id == region and said == (score, uncertainty) and first.provenance:
        return first
    ref = first.ref
    for contribution, entity in members[1:]:
        if ref is None:
            ref = entity.ref
        elif entity.ref not in (None, ref):
            what = f"ref={entity.ref}"
            dropped.append(Dropped(contribution.source, "attribute", region, what, "differs from the first"))
    # Every part was validated when its labeler answered; to do it anew would cost more than all merging.
    return first.model_copy(
        update={
            "id": region,
            "attributes": agreed_attributes(region, members, dropped),
            "ref": ref,
            "score": score,
            "uncertainty": uncertainty,
            "provenance": all_voices(members),
        }
    )


def _with_uncertainty(event: Event, unsure: dict[str, float]) -> Event:
    own = place_entropy(scores.PLUG_IN if event.score is None else event.score)
    parts = [own, *(unsure[argument.entity] for argument in event.arguments)]
    return event.model_copy(update={"uncertainty": mean(parts)})
