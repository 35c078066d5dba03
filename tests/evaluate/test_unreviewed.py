"""Values that nobody saw on a screen are no gold: they are left out of the scores of both sides."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from annotate.core.annotation import Annotation, Entity, Event, Status
from annotate.core.record import GoldRecord
from annotate.evaluate.attributes import attribute_counts
from annotate.evaluate.counts import Key
from annotate.evaluate.errors import find_errors
from annotate.evaluate.events import event_counts
from tests.builders import meeting
from tests.commands import Annotate
from tests.evaluate.builders import written

BARE = meeting().annotation
ROLE, PERSON, CITY, DATE = BARE.entities
(MEETS,) = BARE.events


def changed(city: Entity = CITY, role: Entity = ROLE, event: Event = MEETS) -> Annotation:
    return BARE.with_(entities=(role, PERSON, city, DATE), events=(event,))


def with_context(*values: str, **fields: Any) -> Event:
    return MEETS.with_(attributes={**MEETS.attributes, "context": values}, **fields)


UNSEEN_REF = changed(city=CITY.with_(unreviewed=("ref",)))
UNSEEN_SECTOR = changed(role=ROLE.with_(attributes={"sector": "GOV"}, unreviewed=("attributes.sector",)))
UNSEEN_CONTEXT = changed(event=with_context("election", unreviewed=("attributes.context",)))


@pytest.mark.parametrize(
    ("name", "gold", "predicted"),
    [
        ("ref of LOC", UNSEEN_REF, BARE),
        ("ref of LOC", UNSEEN_REF, changed(city=CITY.with_(ref="LAO"))),
        ("ref of LOC", UNSEEN_REF, changed(city=CITY.with_(ref=None))),
        ("sector", UNSEEN_SECTOR, changed(role=ROLE.with_(attributes={"sector": "GOV"}))),
        ("sector", UNSEEN_SECTOR, changed(role=ROLE.with_(attributes={"sector": "JUD"}))),
        ("context", UNSEEN_CONTEXT, changed(event=with_context("election", "migration"))),
        ("context", UNSEEN_CONTEXT, BARE),
    ],
)
def test_a_value_that_nobody_saw_gives_and_costs_nothing(
    name: str, gold: Annotation, predicted: Annotation
) -> None:
    counts = attribute_counts(gold, predicted, None)
    assert name not in {key.measure for key in counts}
    assert counts[Key("accuracy", "modality")].correct == 1, "others are scored as before"


def test_clusters_are_made_of_the_refs_that_somebody_saw() -> None:
    people = tuple(
        PERSON.with_(id=f"p{n}", ref="ana", unreviewed=("ref",) if n == 2 else ()) for n in range(3)
    )
    both = BARE.with_(entities=people, events=())
    counts = attribute_counts(both, both, None, frozenset({"PER"}))
    assert counts[Key("clusters", "ref of PER")].correct == 1, "one pair of two, not three pairs of three"


def arguments(*roles: tuple[str, str, bool]) -> Annotation:
    """A meeting with arguments of role, filler and whether nobody saw the role."""
    made = [
        {"role": role, "entity": filler, "unreviewed": ("role",) if unseen else ()}
        for role, filler, unseen in roles
    ]
    return changed(event=MEETS.with_(arguments=tuple(made)))


def test_a_role_that_nobody_saw_is_no_role_of_gold_but_the_arrow_is() -> None:
    gold = arguments(("Agent", "e1", True), ("Agent", "e2", False))
    for role in ("Agent", "Recipient"):
        counts = event_counts(gold, arguments((role, "e1", False), ("Agent", "e2", False)))
        assert counts[Key("arguments", "identification strict")].correct == 2
        classified = counts[Key("arguments", "classification strict")]
        assert (classified.correct, classified.gold, classified.predicted) == (1, 1, 1)
    counts = event_counts(gold, arguments(("Agent", "e2", False), ("Place", "e3", False)))
    classified = counts[Key("arguments", "classification strict")]
    assert (classified.correct, classified.gold, classified.predicted) == (1, 1, 2), "e3 is still spurious"


def test_a_mention_with_a_seen_and_an_unseen_role_is_matched_with_the_seen_one_first() -> None:
    gold = arguments(("Recipient", "e1", True), ("Agent", "e1", False))
    counts = event_counts(gold, arguments(("Agent", "e1", False)))
    classified = counts[Key("arguments", "classification strict")]
    assert (classified.correct, classified.gold, classified.predicted) == (1, 1, 1)


def test_the_page_of_errors_does_not_blame_another_role_than_one_that_nobody_saw() -> None:
    gold = arguments(("Agent", "e1", True), ("Agent", "e2", False))
    assert find_errors(gold, arguments(("Recipient", "e1", False), ("Agent", "e2", False))) == []
    (missed,) = find_errors(gold, arguments(("Agent", "e2", False)))
    assert (missed.kind, missed.gold[0].text) == ("missed", "président cubain")


def test_the_lenient_filler_is_not_found_through_a_ref_that_nobody_saw() -> None:
    other = CITY.with_(id="e9", start=0, end=2, text="Le")
    at_other = MEETS.with_(arguments=({"role": "Place", "entity": "e9"},))
    found = other.with_(label="ORG", ref=None)
    predicted = BARE.with_(entities=(*BARE.entities, found), events=(at_other,))
    for unreviewed, correct in (((), 1), (("ref",), 0)):
        places = (CITY.with_(unreviewed=unreviewed), other.with_(unreviewed=unreviewed))
        at_city = MEETS.with_(arguments=MEETS.arguments[2:3])
        gold = BARE.with_(entities=(ROLE, PERSON, *places, DATE), events=(at_city,))
        counts = event_counts(gold, predicted)
        assert counts[Key("arguments", "classification lenient")].correct == correct


@pytest.mark.parametrize("options", [[], ["--labels-of", "both"]])
def test_evaluate_says_how_many_values_were_not_scored(
    annotate: Annotate, tmp_path: Path, options: list[str]
) -> None:
    plain = meeting("plain")
    unseen = UNSEEN_CONTEXT.with_(
        entities=(UNSEEN_SECTOR.entities[0], PERSON, UNSEEN_REF.entities[2], DATE),
        events=(
            UNSEEN_CONTEXT.events[0].with_(
                arguments=(MEETS.arguments[0].with_(unreviewed=("role",)), *MEETS.arguments[1:])
            ),
        ),
    )

    def gold(id: str, made: Annotation) -> GoldRecord:
        return GoldRecord.of(meeting(id).article, made.with_(status=Status.ADJUDICATED))

    predicted = meeting("marked")
    guessed = predicted.with_(
        annotation=predicted.annotation.with_(events=(with_context("migration"),)).to_dict()
    )
    files = [
        written(tmp_path / "gold.jsonl", gold("marked", unseen), gold("plain", plain.annotation)),
        written(tmp_path / "p.jsonl", guessed, plain),
    ]
    shown = annotate("evaluate", *files, "--bootstrap", "0", *options)
    assert shown.code == 0
    told = "Values in gold that nobody saw on a screen, not scored: "
    assert f"{told}context 1, ref of LOC 1, role 1, sector 1.\n" in shown.err
    assert "attribute context" not in shown.err, "it is no prediction outside of gold either"
    made = annotate("evaluate", *files, "--bootstrap", "0", "--json", *options).json
    assert made["unreviewed"] == {"context": 1, "ref of LOC": 1, "role": 1, "sector": 1}
    scores = made["scores"]
    assert "context" not in scores["accuracy"] | scores["values"]
    assert "sector" not in scores["accuracy"] | scores["values"]
    assert scores["accuracy"]["ref of LOC"]["micro"]["counts"]["gold"] == 1, "of the article without marks"
