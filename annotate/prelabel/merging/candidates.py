"""Candidates for merging: each suggested span and label, with the labelers and the rivals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from annotate.core.annotation import Annotation, Entity, Event
from annotate.core.ontology import Ontology
from annotate.core.ontology_checks import nesting_allowed
from annotate.prelabel.interface.region_ids import entity_id

EntityKey = tuple[int, int, str]  # start, end, label


@dataclass(frozen=True)
class Contribution:
    """The suggestions of one labeler for an article. A lower ``rank`` is a higher priority.

    With ``event_threshold``, the scores of its events are learned probabilities, and events less probable
    than this are left out.
    """

    source: str
    rank: int
    annotation: Annotation
    event_threshold: float | None = None

    @cached_property
    def name(self) -> str:
        """The labeler's name without its version."""
        return self.source.partition("@")[0]

    def owns(self, region: Entity | Event) -> bool:
        """Whether this labeler found the region, rather than copying it to use it as an argument."""
        return not region.provenance or any(item.source == self.source for item in region.provenance)


EntitySuggestion = tuple[Contribution, Entity]


@dataclass(eq=False, slots=True)
class Candidate:
    """A span with a label, and the suggestions of this span and label.

    ``own`` holds the suggestions of labelers that found the span, by rank; ``suggested_by`` names these
    labelers. ``repeated`` holds suggestions that only copy the span, to add a `ref` or use it as an argument.
    If a candidate is kept, its ``rivals`` must be dropped. ``outer`` holds candidates that contain this
    candidate, as the ontology allows.
    """

    start: int
    end: int
    label: str
    own: list[EntitySuggestion] = field(default_factory=list)
    repeated: list[EntitySuggestion] = field(default_factory=list)
    suggested_by: tuple[str, ...] = ()
    is_name: bool = False  # whether the label is of a person, an organization or a place
    highest_score: float | None = None  # the highest score that a labeler gave
    rivals: list[Candidate] = field(default_factory=list)
    outer: list[Candidate] = field(default_factory=list)

    _region: str | None = None

    @property
    def region(self) -> str:
        """The id of the entity, computed at the first use."""
        if self._region is None:
            self._region = entity_id(self.first[1], self.label)
        return self._region

    @property
    def key(self) -> EntityKey:
        """The start, end and label."""
        return self.start, self.end, self.label

    @property
    def members(self) -> list[EntitySuggestion]:
        """All suggestions of this candidate, those in ``own`` first."""
        return [*self.own, *self.repeated]

    @property
    def first(self) -> EntitySuggestion:
        """The first suggestion by rank, from ``own`` if that is not empty."""
        return self.own[0] if self.own else self.repeated[0]

    @property
    def weak_for(self) -> frozenset[str]:
        """The labelers that suggest this candidate, but score it below one half."""
        return frozenset(
            of.name for of, entity in self.own if entity.score is not None and entity.score < 0.5
        )

    def add(self, contribution: Contribution, entity: Entity) -> None:
        """Adds a suggestion of this candidate."""
        suggestions = self.own if contribution.owns(entity) else self.repeated
        suggestions.append((contribution, entity))
        if len(suggestions) > 1:
            suggestions.sort(key=_rank)
        if suggestions is self.own:
            self.suggested_by = tuple(dict.fromkeys(of.name for of, _ in suggestions))
        score = entity.score
        if score is not None and (self.highest_score is None or score > self.highest_score):
            self.highest_score = score


class Candidates:
    """The candidates of one article, collected from contributions."""

    def __init__(self, ontology: Ontology) -> None:
        self._ontology = ontology
        self._names = {ontology.label_of(kind) for kind in ("person", "organization", "place")}
        self._by_key: dict[EntityKey, Candidate] = {}
        self._ordered: list[Candidate] = []

    def add(self, contribution: Contribution) -> None:
        """Adds a contribution. The order matters only for contributions of the same rank and source."""
        for entity in contribution.annotation.entities:
            key = entity.start, entity.end, entity.label
            candidate = self._by_key.get(key)
            if candidate is None:
                candidate = self._by_key[key] = Candidate(*key, is_name=entity.label in self._names)
            candidate.add(contribution, entity)

    def ordered(self) -> list[Candidate]:
        """The candidates with their rivals: by start, the longer first, then by label."""
        if len(self._ordered) != len(self._by_key):
            self._ordered = sorted(
                self._by_key.values(), key=lambda item: (item.start, -item.end, item.label)
            )
            _relate(self._ordered, self._ontology)
        return self._ordered


def _rank(suggestion: EntitySuggestion) -> tuple[int, str]:
    return suggestion[0].rank, suggestion[0].source


def in_order(contributions: Sequence[Contribution]) -> list[Contribution]:
    """Sorts by rank, then source, then content, so that the order of running does not matter."""
    counts = Counter((item.rank, item.source) for item in contributions)
    # JSON is written only to compare contributions of one source: it costs more than the rest of merging.
    return sorted(
        contributions,
        key=lambda item: (
            item.rank,
            item.source,
            item.annotation.to_json() if counts[item.rank, item.source] > 1 else "",
        ),
    )


def _relate(candidates: Sequence[Candidate], ontology: Ontology) -> None:
    """Fills in the rivals of each candidate, and the outer candidates."""
    for candidate in candidates:
        candidate.rivals, candidate.outer = [], []
    count = len(candidates)
    for index, one in enumerate(candidates):
        following = index + 1
        while following < count and (other := candidates[following]).start < one.end:
            following += 1
            same_span = one.start == other.start and one.end == other.end
            if same_span or not nesting_allowed(one.first[1], other.first[1], ontology):
                one.rivals.append(other)
                other.rivals.append(one)
            elif other.end <= one.end:  # in this order the outer candidate comes first
                other.outer.append(one)
