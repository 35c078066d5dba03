"""Candidates: each span and label that a labeler spoke for, who did, and which of them exclude each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

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

    @cached_property
    def name(self) -> str:
        """The labeler's name without its version."""
        return self.source.partition("@")[0]

    def owns(self, region: Entity | Event) -> bool:
        """Whether the labeler speaks for the region itself, and did not only repeat it for an argument."""
        return not region.provenance or any(said.source == self.source for said in region.provenance)


Voice = tuple[Contribution, Entity]


@dataclass(eq=False, slots=True)
class Candidate:
    """A span with a label. ``own`` are those who speak for it, in order of rank, ``repeated`` those who only
    say something more of it, ``voters`` the names of the former; ``rivals`` may not stand beside it,
    ``outer`` are those that it lies inside and may.
    """

    start: int
    end: int
    label: str
    own: list[Voice] = field(default_factory=list)
    repeated: list[Voice] = field(default_factory=list)
    voters: tuple[str, ...] = ()
    said_score: float | None = None  # the highest that a labeler gave it
    rivals: list[Candidate] = field(default_factory=list)
    outer: list[Candidate] = field(default_factory=list)

    @property
    def key(self) -> EntityKey:
        """Start, end, label."""
        return self.start, self.end, self.label

    @property
    def members(self) -> list[Voice]:
        """All who said something of it."""
        return [*self.own, *self.repeated]

    @property
    def first(self) -> Voice:
        """Who comes first: by rank, among those who speak for it if there are any."""
        return self.own[0] if self.own else self.repeated[0]

    def add(self, contribution: Contribution, entity: Entity) -> None:
        """One more who says something of it."""
        voices = self.own if contribution.owns(entity) else self.repeated
        voices.append((contribution, entity))
        if len(voices) > 1:
            voices.sort(key=_rank)
        if voices is self.own:
            self.voters = tuple(dict.fromkeys(voice.name for voice, _ in voices))
        score = entity.score
        if score is not None and (self.said_score is None or score > self.said_score):
            self.said_score = score


class Candidates:
    """The candidates of one article, found anew with each contribution."""

    def __init__(self, ontology: Ontology) -> None:
        self._ontology = ontology
        self._by_key: dict[EntityKey, Candidate] = {}
        self._ordered: list[Candidate] = []

    def add(self, contribution: Contribution) -> None:
        """One more contribution. Only of two with one rank and one source does the order matter."""
        for entity in contribution.annotation.entities:
            key = entity.start, entity.end, entity.label
            candidate = self._by_key.get(key)
            if candidate is None:
                candidate = self._by_key[key] = Candidate(*key)
            candidate.add(contribution, entity)

    def ordered(self) -> list[Candidate]:
        """By start, the longer first, then by label; each knows its rivals."""
        if len(self._ordered) != len(self._by_key):
            self._ordered = sorted(
                self._by_key.values(), key=lambda item: (item.start, -item.end, item.label)
            )
            _relate(self._ordered, self._ontology)
        return self._ordered


def _rank(voice: Voice) -> tuple[int, str]:
    return voice[0].rank, voice[0].source


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


def _relate(candidates: Sequence[Candidate], ontology: Ontology) -> None:
    """Finds who is in conflict with whom, and who lies inside whom."""
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
            elif other.end <= one.end:  # in this order the outer one comes first
                other.outer.append(one)
