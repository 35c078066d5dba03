"""Merges the events of several labelers: settles rivals, and moves arguments to kept entities.

Two events with overlapping triggers are rivals if they have the same type ("convenu" and "ont convenu"), or
if no labeler suggested both. One of two rivals is kept. If the scores of a labeler are learned
probabilities, the more probable rival is kept; a score that is no probability counts as one. Then the
priority of the labelers decides, then the higher score, then the shorter trigger, because a trigger is one
content word. The kept event takes over arguments and attributes of rivals of the same type.

Events less probable than the threshold of all their labelers are left out. They are no reason to drop a
rival; if a rival of theirs is kept, they give way to it as they would without a threshold. So a threshold
changes which events are kept, and nothing of the events that are kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from annotate.core.annotation import Argument, Entity, Event, in_reading_order
from annotate.core.ontology import Ontology
from annotate.prelabel.interface import fixed_scores
from annotate.prelabel.interface.region_ids import event_id
from annotate.prelabel.merging.candidates import Contribution, EntityKey
from annotate.prelabel.merging.provenance import agreed_attributes, merged_provenance
from annotate.prelabel.merging.values import ValueJudge
from annotate.prelabel.outcome import Dropped

EventKey = tuple[int, int, str]  # (-1, -1, type) where there is no trigger
Suggestion = tuple[Contribution, Event]


@dataclass(frozen=True)
class Fillers:
    """The kept entities. ``instead`` maps keys of dropped entities to keys of the entities kept instead."""

    kept: Mapping[EntityKey, Entity]
    instead: Mapping[EntityKey, EntityKey]

    def of(self, key: EntityKey) -> Entity | None:
        """The kept entity of ``key``, or the entity kept instead; None if there is neither."""
        return self.kept.get(self.instead.get(key, key))


@dataclass(frozen=True)
class KeptEvent:
    """A kept event, and the probabilities of the rivals that were dropped for it.

    ``open_roles`` is how open its arguments are, in bits, as its first labeler says.
    """

    event: Event
    rivals: tuple[float, ...] = ()
    open_roles: float = 0.0


@dataclass(eq=False)
class _Candidate:
    """A trigger span with a type: the suggestions by rank, the rivals, and the rivals dropped for it."""

    key: EventKey
    members: list[Suggestion]
    rivals: list[_Candidate] = field(default_factory=list)
    given_way: list[_Candidate] = field(default_factory=list)

    @property
    def first(self) -> Event:
        return self.members[0][1]

    @property
    def score(self) -> float | None:
        """The highest score that a labeler gave to this candidate."""
        return max((event.score for _, event in self.members if event.score is not None), default=None)

    @property
    def probability(self) -> float:
        return fixed_scores.PLUG_IN if self.score is None else self.score

    @property
    def region(self) -> str:
        return event_id(self.first.trigger, self.key[2])

    @property
    def sources(self) -> list[str]:
        return sorted({contribution.source for contribution, _ in self.members})

    @property
    def threshold(self) -> float | None:
        """The probability below which it is left out; None if the score of a labeler is no probability."""
        asked = [contribution.event_threshold for contribution, _ in self.members]
        given = [threshold for threshold in asked if threshold is not None]
        return min(given) if len(given) == len(asked) else None

    @property
    def improbable(self) -> bool:
        return self.threshold is not None and self.probability < self.threshold

    def goes_first(self, judged: bool) -> tuple[float, float, int, EventKey]:
        """The order in which rivals are kept. ``judged``: by probability, then by priority."""
        start, end, _ = self.key
        rank, probability = self.members[0][0].rank, self.probability
        first, second = (-probability, rank) if judged else (rank, -probability)
        return first, second, end - start, self.key


@dataclass(frozen=True)
class MergedEvents:
    """The kept events, and the probabilities of the events left out because of a low probability."""

    kept: Sequence[KeptEvent] = ()
    improbable: Sequence[float] = ()


def merged_events(
    ordered: Sequence[Contribution],
    fillers: Fillers,
    ontology: Ontology,
    dropped: list[Dropped],
    *,
    final: bool = True,
    values: ValueJudge | None = None,
    language: str | None = None,
) -> MergedEvents:
    """The kept events, by trigger and type. Everything left out is added to ``dropped``.

    Without ``final``, for the next labeler to read, nothing depends on probabilities. ``values`` leaves out
    improbable values of attributes.
    """
    candidates = _candidates(ordered)
    if not candidates:
        return MergedEvents()
    triggered_ones = [item for item in candidates if item.key[0] >= 0]
    kept, improbable = _settled(triggered_ones, dropped, final)
    triggered = {item.key[2] for item in kept}
    for item in candidates:
        if item.key[0] >= 0:
            continue
        if item.key[2] in triggered:
            _drop(item, f"{item.key[2]} of the article", "the type has a triggered event", dropped)
        else:
            kept.append(item)
    keys = {id(contribution): _keys(contribution) for contribution in ordered}
    return MergedEvents(
        [
            _merged(item, keys, fillers, ontology, dropped, values, language)
            for item in sorted(kept, key=lambda one: one.key)
        ],
        [item.probability for item in improbable],
    )


def _candidates(ordered: Sequence[Contribution]) -> list[_Candidate]:
    suggested: dict[EventKey, list[Suggestion]] = {}
    for contribution in ordered:
        for event in contribution.annotation.events:
            suggested.setdefault(event_key(event), []).append((contribution, event))
    return [_Candidate(key, members) for key, members in sorted(suggested.items())]


def _settled(
    candidates: Sequence[_Candidate], dropped: list[Dropped], final: bool
) -> tuple[list[_Candidate], list[_Candidate]]:
    """Returns the ``candidates`` to keep and those too improbable, and drops the rivals of those kept.

    Candidates must come in order of triggers.
    """
    _relate(candidates)
    judged = final and any(item.threshold is not None for item in candidates)
    kept: dict[_Candidate, int] = {}
    left_out = []
    # An improbable candidate comes after all others, so that none of them is dropped for it.
    for item in sorted(candidates, key=lambda one: (final and one.improbable, one.goes_first(judged))):
        before = [rival for rival in item.rivals if rival in kept]
        trigger = item.first.trigger
        assert trigger is not None
        if before:
            winner = min(before, key=kept.__getitem__)
            winner.given_way.append(item)
            same = winner.key[:2] == item.key[:2]
            reason = f"{'same trigger as' if same else 'overlaps'} {winner.key[2]}"
        elif final and item.improbable:
            left_out.append(item)
            reason = f"less probable than {item.threshold:g}"
        else:
            kept[item] = len(kept)
            continue
        _drop(item, f"{item.key[2]} {trigger.text!r}", reason, dropped)
    for item in kept:
        item.given_way.sort(key=lambda one: one.goes_first(judged))
    return list(kept), left_out


def _relate(candidates: Sequence[_Candidate]) -> None:
    """Fills in the rivals of each candidate. Candidates must come in order of triggers."""
    for index, one in enumerate(candidates):
        for other in islice(candidates, index + 1, None):
            if other.key[0] >= one.key[1]:
                break
            if one.key[2] == other.key[2] or not set(one.sources) & set(other.sources):
                one.rivals.append(other)
                other.rivals.append(one)


def _drop(item: _Candidate, what: str, reason: str, dropped: list[Dropped]) -> None:
    dropped += [Dropped(source, "event", item.region, what, reason) for source in item.sources]


def _merged(
    item: _Candidate,
    keys: Mapping[int, Mapping[str, EntityKey]],
    fillers: Fillers,
    ontology: Ontology,
    dropped: list[Dropped],
    values: ValueJudge | None,
    language: str | None,
) -> KeptEvent:
    alike = [rival for rival in item.given_way if rival.key[2] == item.key[2]]
    members = [*item.members, *(member for rival in alike for member in rival.members)]
    attributes = agreed_attributes(item.region, members, dropped)
    if values is not None:
        attributes = values.probable(attributes, item.key[2], members, language, item.region, dropped)
    # Every part was validated after its labeler's answer.
    event = item.first.model_copy(
        update={
            "id": item.region,
            "arguments": _arguments(item.region, members, keys, fillers, ontology, dropped),
            "attributes": attributes,
            "score": item.score,
            "uncertainty": None,
            "provenance": merged_provenance(item.members),
        }
    )
    said = [event.uncertainty for _, event in item.members if event.uncertainty is not None]
    return KeptEvent(event, tuple(rival.probability for rival in item.given_way), said[0] if said else 0.0)


def _keys(contribution: Contribution) -> dict[str, EntityKey]:
    """Maps the region ids of a contribution's entities to their keys."""
    return {
        entity.id: (entity.start, entity.end, entity.label) for entity in contribution.annotation.entities
    }


def _arguments(
    region: str,
    members: Sequence[Suggestion],
    keys: Mapping[int, Mapping[str, EntityKey]],
    fillers: Fillers,
    ontology: Ontology,
    dropped: list[Dropped],
) -> tuple[Argument, ...]:
    uses = ontology.roles_of[members[0][1].type]
    taken: dict[str, list[Entity]] = {role: [] for role in uses}
    for contribution, event in members:
        for argument in event.arguments:
            key = keys[id(contribution)][argument.entity]
            filler = fillers.of(key)
            use = uses[argument.role]
            others = taken[argument.role]
            if filler is not None and any(filler.id == other.id for other in others):
                continue
            if filler is None:
                reason = "its filler was left out"
            elif filler.label not in (use.fillers or ()):
                reason = f"{filler.label}, kept in place of its filler, may not be {argument.role}"
            elif use.at_most is not None and len(others) >= use.at_most:
                reason = f"{argument.role} is filled already"
            else:
                others.append(filler)
                continue
            what = f"{argument.role} {key[0]}:{key[1]}"
            dropped.append(Dropped(contribution.source, "argument", region, what, reason))
    return tuple(
        Argument(role=role, entity=entity.id)
        for role, found in taken.items()
        for entity in in_reading_order(found)
    )


def event_key(event: Event) -> EventKey:
    """The trigger's span and the type."""
    if event.trigger is None:
        return -1, -1, event.type
    return event.trigger.start, event.trigger.end, event.type
