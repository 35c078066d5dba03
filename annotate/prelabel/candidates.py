"""Candidates: every span and label that a labeler spoke for, who did, and which of them exclude each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from annotate.core.annotation import Annotation, Entity, Event
from annotate.core.ontology import Ontology
from annotate.core.ontology_checks import nesting_allowed

EntityKey = tuple[int, int, str]  # start, end, label


@dataclass(frozen=True)
class Contribution:
    """What one labeler said of an article. The lower ``rank`` goes first; equal ranks are equal."""

    source: str
    rank: int
    annotation: Annotation

    @property
    def name(self) -> str:
        """The labeler's name without its version."""
        return self.source.partition("@")[0]

    def owns(self, region: Entity | Event) -> bool:
        """Whether the labeler speaks for the region itself, and did not only repeat it for an argument."""
        return not region.provenance or any(said.source == self.source for said in region.provenance)


@dataclass(eq=False, slots=True)
class Candidate:
    """A span with a label. ``members`` come in order of rank, those who only repeat it last; ``voters`` are
    the names of those who speak for it; ``rivals`` may not stand beside it, ``outer`` are those that it
    lies inside and may.
    """

    start: int
    end: int
    label: str
    members: list[tuple[Contribution, Entity]] = field(default_factory=list)
    voters: tuple[str, ...] = ()
    said_score: float | None = None  # the highest that a labeler gave it
    rivals: list[Candidate] = field(default_factory=list)
    outer: list[Candidate] = field(default_factory=list)

    @property
    def key(self) -> EntityKey:
        """Start, end, label."""
        return self.start, self.end, self.label

    @property
    def rank(self) -> int:
        """The rank of the first who speaks for it."""
        return self.members[0][0].rank


def in_order(contributions: Sequence[Contribution]) -> list[Contribution]:
    """By rank, then by name, then by content: never in the order in which the labelers ran."""
    counts = Counter((item.rank, item.source) for item in contributions)
    # To write all that was said costs more than the rest of merging; it decides between namesakes only.
    return sorted(
        contributions,
        key=lambda item: (
            item.rank,
            item.source,
            item.annotation.to_json() if counts[item.rank, item.source] > 1 else "",
        ),
    )


def candidates_of(ordered: Sequence[Contribution], ontology: Ontology) -> list[Candidate]:
    """The candidates of contributions that are `in_order`, by start, the longer first, then by label."""
    found: dict[EntityKey, Candidate] = {}
    repeated: list[tuple[Contribution, Entity]] = []
    for contribution in ordered:
        name = contribution.name
        for entity in contribution.annotation.entities:
            if not contribution.owns(entity):
                repeated.append((contribution, entity))
                continue
            candidate = _join(contribution, entity, found)
            if name not in candidate.voters:
                candidate.voters = (*candidate.voters, name)
    for contribution, entity in repeated:
        # Who only repeats a mention has no vote on it, but may say what it stands for.
        _join(contribution, entity, found)
    candidates = sorted(found.values(), key=lambda item: (item.start, -item.end, item.label))
    _relate(candidates, ontology)
    return candidates


def _join(contribution: Contribution, entity: Entity, found: dict[EntityKey, Candidate]) -> Candidate:
    key = entity.start, entity.end, entity.label
    candidate = found.get(key)
    if candidate is None:
        candidate = found[key] = Candidate(*key)
    candidate.members.append((contribution, entity))
    score = entity.score
    if score is not None and (candidate.said_score is None or score > candidate.said_score):
        candidate.said_score = score
    return candidate


def _relate(candidates: Sequence[Candidate], ontology: Ontology) -> None:
    """Finds who is in conflict with whom, and who lies inside whom."""
    count = len(candidates)
    for index, one in enumerate(candidates):
        following = index + 1
        while following < count and (other := candidates[following]).start < one.end:
            following += 1
            same_span = one.start == other.start and one.end == other.end
            if same_span or not nesting_allowed(one.members[0][1], other.members[0][1], ontology):
                one.rivals.append(other)
                other.rivals.append(one)
            elif other.end <= one.end:  # in this order the outer one comes first
                other.outer.append(one)
