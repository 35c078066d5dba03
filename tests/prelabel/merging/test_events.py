"""Events of several labelers with overlapping triggers: which stays, and what it takes over."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from annotate.core.annotation import Event
from annotate.prelabel.merging.entities import Contribution, Merged, merge
from annotate.prelabel.merging.uncertainty import place_entropy
from tests.prelabel.builders import event, mention, small_ontology, suggestion_of

TEXT = "Les ministres de Cuba et du Mali ont convenu, lors d'une visite d'État, d'une aide."
SMALL = small_ontology()
CUBA, MALI = mention(TEXT, "Cuba", "LOC"), mention(TEXT, "Mali", "LOC")


def by(source: str, rank: int, *events: Event) -> Contribution:
    return Contribution(source, rank, suggestion_of([CUBA, MALI], events))


def merged(*contributions: Contribution) -> Merged:
    return merge(contributions, SMALL)


@dataclass(frozen=True)
class Case:
    """Events as (labeler, rank, trigger, type, score), those that stay, and why the others are dropped."""

    name: str
    given: tuple[tuple[str, int, str, str, float | None], ...]
    kept: tuple[tuple[str, str], ...]
    dropped: tuple[str, ...] = ()


CASES = (
    Case(
        "of one type the labeler that comes first in the priority wins, whatever the scores",
        (("a", 0, "ont convenu", "CONSULT", 0.2), ("b", 1, "convenu", "CONSULT", 0.9)),
        (("ont convenu", "CONSULT"),),
        ("b@1: event CONSULT 'convenu': overlaps CONSULT",),
    ),
    Case(
        "of equal labelers the higher score wins",
        (("a", 0, "ont convenu", "CONSULT", 0.6), ("b", 0, "convenu", "CONSULT", 0.5)),
        (("ont convenu", "CONSULT"),),
        ("b@1: event CONSULT 'convenu': overlaps CONSULT",),
    ),
    Case(
        "of equal scores the shorter trigger wins: a trigger is one content word",
        (("a", 0, "ont convenu", "CONSULT", 0.5), ("b", 0, "convenu", "CONSULT", 0.5)),
        (("convenu", "CONSULT"),),
        ("a@1: event CONSULT 'ont convenu': overlaps CONSULT",),
    ),
    Case(
        "a labeler that gives no score counts as a plug-in does",
        (("a", 0, "ont convenu", "CONSULT", None), ("b", 0, "convenu", "CONSULT", 0.4)),
        (("ont convenu", "CONSULT"),),
        ("b@1: event CONSULT 'convenu': overlaps CONSULT",),
    ),
    Case(
        "one labeler does not mean two events of one type by overlapping triggers",
        (("a", 0, "ont convenu", "CONSULT", 0.5), ("a", 0, "convenu", "CONSULT", 0.5)),
        (("convenu", "CONSULT"),),
        ("a@1: event CONSULT 'ont convenu': overlaps CONSULT",),
    ),
    Case(
        "two labelers that give one trigger two types contradict each other",
        (("a", 0, "convenu", "CONSULT", 0.5), ("b", 1, "convenu", "AID", 0.5)),
        (("convenu", "CONSULT"),),
        ("b@1: event AID 'convenu': same trigger as CONSULT",),
    ),
    Case(
        "one labeler that gives one trigger two types means both",
        (("a", 0, "convenu", "CONSULT", 0.5), ("a", 0, "convenu", "AID", 0.5)),
        (("convenu", "AID"), ("convenu", "CONSULT")),
    ),
    Case(
        "two types stay that any labeler suggests together",
        (
            ("a", 0, "convenu", "CONSULT", 0.5),
            ("b", 1, "convenu", "CONSULT", 0.5),
            ("b", 1, "convenu", "AID", 0.5),
        ),
        (("convenu", "AID"), ("convenu", "CONSULT")),
    ),
    Case(
        "triggers that only touch each other are two events",
        (("a", 0, "visite ", "CONSULT", 0.5), ("b", 1, "d'État", "CONSULT", 0.5)),
        (("visite ", "CONSULT"), ("d'État", "CONSULT")),
    ),
    Case(
        "what overlaps only an event that gave way itself stays",
        (
            ("a", 0, "visite", "CONSULT", 0.5),
            ("b", 1, "visite d'État, d'une aide", "CONSULT", 0.5),
            ("c", 2, "aide", "CONSULT", 0.5),
        ),
        (("visite", "CONSULT"), ("aide", "CONSULT")),
        ("b@1: event CONSULT \"visite d'État, d'une aide\": overlaps CONSULT",),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_of_overlapping_triggers_one_event_stays_unless_a_labeler_suggests_both(case: Case) -> None:
    given: dict[tuple[str, int], list[Event]] = {}
    for number, (source, rank, words, event_type, score) in enumerate(case.given):
        given.setdefault((f"{source}@1", rank), []).append(
            event(TEXT, words, event_type).with_(id=f"v{number}", score=score)
        )
    contributions = [by(source, rank, *events) for (source, rank), events in given.items()]
    for ordered in (contributions, contributions[::-1]):
        result = merged(*ordered)
        assert [(item.trigger and item.trigger.text, item.type) for item in result.events] == list(case.kept)
        told = [f"{item.source}: {item.kind} {item.what}: {item.reason}" for item in result.dropped]
        assert told == list(case.dropped)


def test_the_event_that_stays_takes_arguments_and_attributes_of_its_rival_of_the_same_type() -> None:
    first = event(TEXT, "convenu", "CONSULT", ("Agent", CUBA), ("Place", CUBA))
    second = event(TEXT, "ont convenu", "CONSULT", ("Agent", MALI), ("Place", MALI))
    result = merged(
        by("a@1", 0, first.with_(score=0.75)),
        by("b@1", 1, second.with_(attributes={"mode": "visit"}, score=0.25)),
    )
    (kept,) = result.events
    names = {item.id: item.text for item in result.entities}
    assert [(item.role, names[item.entity]) for item in kept.arguments] == [
        ("Agent", "Cuba"),
        ("Agent", "Mali"),
        ("Place", "Cuba"),
    ]
    assert kept.attributes == {"mode": "visit"}
    assert [item.source for item in kept.provenance] == ["a@1"]
    assert kept.score == 0.75
    assert [(item.kind, item.reason) for item in result.dropped] == [
        ("argument", "Place is filled already"),
        ("event", "overlaps CONSULT"),
    ]


def test_a_rival_of_another_type_gives_no_arguments_or_attributes() -> None:
    first = event(TEXT, "convenu", "CONSULT", ("Agent", CUBA))
    second = event(TEXT, "convenu", "AID", ("Agent", MALI))
    (kept,) = merged(by("a@1", 0, first), by("b@1", 1, second)).events
    assert len(kept.arguments) == 1


def test_a_contradicted_event_is_less_sure_than_one_with_the_same_score_alone() -> None:
    convenu, aide = (event(TEXT, word, "CONSULT").with_(score=0.7) for word in ("convenu", "aide"))
    rival = event(TEXT, "ont convenu", "CONSULT").with_(score=0.2)
    contradicted, alone = merged(by("a@1", 0, convenu, aide), by("b@1", 1, rival)).events
    assert contradicted.uncertainty == place_entropy(0.7, [0.2])
    assert alone.uncertainty == place_entropy(0.7)


def test_an_event_without_a_trigger_stays_if_the_triggered_one_gave_way() -> None:
    bare = Event(id="bare", type="AID", trigger=None)
    result = merged(
        by("a@1", 0, event(TEXT, "convenu", "CONSULT")), by("b@1", 1, event(TEXT, "convenu", "AID"), bare)
    )
    assert [(item.type, item.trigger is None) for item in result.events] == [
        ("CONSULT", False),
        ("AID", True),
    ]
