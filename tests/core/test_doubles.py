"""Doubles: what is merged, what each value becomes, and what is too different to be merged."""

from __future__ import annotations

import pytest
from hypothesis import given

from annotate.core.annotation import Annotation, Argument, Entity, Provenance, Status
from annotate.core.doubles import merge_doubles
from annotate.core.findings import Severity
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from tests.builders import TEXT, article, entity, event, records

SECTORS = ("GOV", "JUD")


def role(id: str, **fields: object) -> Entity:
    return entity(TEXT, "président cubain", "ROLE", id, **fields)


def made(*entities: Entity, events: tuple[object, ...] = ()) -> Annotation:
    return Annotation.model_validate(
        {"author": "ana", "status": Status.SUBMITTED, "entities": entities, "events": events}
    )


@pytest.mark.parametrize(
    ("one", "other", "merged"),
    [
        ({}, {}, {}),
        ({}, {"ref": "CUB"}, {"ref": "CUB"}),
        ({"attributes": {"a": "x"}}, {"attributes": {"b": "y"}}, {"attributes": {"a": "x", "b": "y"}}),
        ({"attributes": {"s": ("GOV",)}}, {"attributes": {"s": SECTORS}}, {"attributes": {"s": SECTORS}}),
        (  # somebody has seen the second value
            {"ref": "CUB", "unreviewed": ("ref",)},
            {"ref": "VNM"},
            {"ref": "VNM"},
        ),
        ({"ref": "CUB", "unreviewed": ("ref",)}, {"ref": "CUB"}, {"ref": "CUB"}),
        (
            {"attributes": {"s": ("GOV",)}, "unreviewed": ("attributes.s",)},
            {"attributes": {"s": ("JUD",)}, "unreviewed": ("attributes.s",)},
            {"attributes": {"s": SECTORS}, "unreviewed": ("attributes.s",)},
        ),
        (
            {"provenance": (Provenance(source="spacy@1", score=0.5),)},
            {"provenance": (Provenance(source="ana"), Provenance(source="spacy@1"))},
            {"provenance": (Provenance(source="spacy@1", score=0.5), Provenance(source="ana"))},
        ),
    ],
)
def test_two_mentions_of_the_same_words_and_label_become_one(
    one: dict[str, object], other: dict[str, object], merged: dict[str, object]
) -> None:
    result, found = merge_doubles(made(role("e1", **one), role("e2", **other)))
    assert result.entities == (role("e1", **merged),)
    assert [str(item) for item in found] == [
        "“président cubain” (ROLE): is marked twice with the same label; the two are merged"
    ]


@pytest.mark.parametrize(
    ("one", "other", "what"),
    [
        ({"ref": "CUB"}, {"ref": "VNM"}, "its ref (CUB; VNM)"),
        ({"attributes": {"a": "x"}}, {"attributes": {"a": "y"}}, "the attribute “a” (x; y)"),
        (
            {"attributes": {"a": "x"}, "ref": "A"},
            {"attributes": {"a": "y"}, "ref": "B"},
            "the attribute “a” (x; y) and of its ref (A; B)",
        ),
    ],
)
def test_two_mentions_that_contradict_each_other_are_kept_and_hold_the_article_back(
    one: dict[str, object], other: dict[str, object], what: str
) -> None:
    given = made(role("e1", **one), role("e2", **other))
    result, (finding,) = merge_doubles(given)
    assert result == given
    assert finding.severity.holds_back
    assert str(finding).endswith(f"with the same label, with two values of {what}")


def test_arguments_move_to_the_mention_that_stays_and_identical_events_become_one() -> None:
    entities = (role("e1"), role("e2"), entity(TEXT, "Ana Pérez", "PER", "e3"))
    meeting = event(TEXT, "rencontré", "CONSULT", "v1", ("Agent", "e1"), ("Agent", "e3"))
    again = event(TEXT, "rencontré", "CONSULT", "v2", ("Agent", "e3"), ("Agent", "e2"))
    other = event(TEXT, "rencontré", "CONSULT", "v3", ("Agent", "e2"), ("Agent", "e1"))
    result, found = merge_doubles(made(*entities, events=(meeting, again, other)))
    assert [item.id for item in result.entities] == ["e1", "e3"]
    assert [(item.id, [one.entity for one in item.arguments]) for item in result.events] == [
        ("v1", ["e1", "e3"]),
        ("v3", ["e1"]),
    ]
    assert [item.code for item in found] == ["double", "double-event", "several-events"]


@pytest.mark.parametrize(
    ("first", "second", "merged"),
    [
        (({"context": "x"}, ["context"]), ({}, []), ({"context": "x"}, ["context"])),
        (({}, []), ({"context": "x"}, ["context"]), ({"context": "x"}, ["context"])),
        (({"mode": "a"}, ["mode"]), ({"mode": "b"}, []), ({"mode": "b"}, [])),
        (({"mode": "a"}, ["mode"]), ({"mode": "a"}, []), ({"mode": "a"}, [])),
        (({"mode": "a"}, []), ({}, []), None),
        (({"mode": "a"}, []), ({"mode": "b"}, []), None),
        (({"mode": "a"}, ["mode"]), ({"mode": "b"}, ["mode"]), None),
    ],
)
def test_events_that_differ_in_what_somebody_saw_stay_two(
    first: tuple[dict[str, str], list[str]],
    second: tuple[dict[str, str], list[str]],
    merged: tuple[dict[str, str], list[str]] | None,
) -> None:
    events = [
        event(TEXT, "rencontré", "CONSULT", id, attributes=values).with_(
            unreviewed=tuple(f"attributes.{name}" for name in unseen)
        )
        for id, (values, unseen) in (("v1", first), ("v2", second))
    ]
    result, _ = merge_doubles(made(events=tuple(events)))
    if merged is None:
        assert list(result.events) == events
    else:
        (one,) = result.events
        assert (one.attributes, [name.removeprefix("attributes.") for name in one.unreviewed]) == merged


def test_an_argument_that_somebody_saw_once_is_reviewed() -> None:
    unseen = Argument(role="Agent", entity="e1", unreviewed=("role",))
    meeting = event(TEXT, "rencontré", "CONSULT", "v1").with_(
        arguments=(unseen, Argument(role="Agent", entity="e2"))
    )
    result, _ = merge_doubles(made(role("e1"), role("e2"), events=(meeting,)))
    assert result.events[0].arguments == (Argument(role="Agent", entity="e1"),)


def test_many_doubles_cost_no_pairs() -> None:
    result, found = merge_doubles(made(*(role(f"e{index}") for index in range(3000))))
    assert (len(result.entities), len(found)) == (1, 2999)
    result, found = merge_doubles(made(*(role(f"e{index}", ref=f"r{index}") for index in range(3000))))
    assert (len(result.entities), len(found)) == (3000, 2999)


@given(records(Ontology.load("diplomacy")))
def test_every_region_stays_or_is_named_and_a_second_merge_changes_nothing(record: Record) -> None:
    before = record.annotation
    after, found = merge_doubles(before)
    merged = [str(item.region) for item in found if item.severity is Severity.REPAIRED]
    assert sorted([item.id for item in after.regions] + merged) == sorted(item.id for item in before.regions)
    again, _ = merge_doubles(after)
    assert again == after
    Record.of(article(record.article.text), after)


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        (({"polarity": "positive"}, "e1"), ({"polarity": "negated"}, None), "different-double-events"),
        (({"polarity": "positive"}, None), ({"polarity": "negated"}, "e1"), "different-double-events"),
        (({"polarity": "positive"}, "e1"), ({"polarity": "negated"}, "e1"), "different-double-events"),
        (({"polarity": "positive"}, None), ({"polarity": "negated"}, None), "different-double-events"),
        (({"polarity": "positive"}, "e1"), ({"polarity": "negated"}, "e2"), "several-events"),
        (({"polarity": "positive"}, "e1"), ({}, None), "several-events"),
        (({}, "e1"), ({}, "e2"), "several-events"),
        (({"context": ("a",)}, "e1"), ({"context": ("b",)}, "e1"), "several-events"),
    ],
)
def test_events_of_one_type_on_one_trigger_are_named_and_held_back_if_they_contradict(
    first: tuple[dict[str, object], str | None], second: tuple[dict[str, object], str | None], code: str
) -> None:
    events = [
        event(
            TEXT, "rencontré", "CONSULT", id, *([("Agent", filler)] if filler else ()), attributes=attributes
        )
        for id, (attributes, filler) in (("v1", first), ("v2", second))
    ]
    given = made(role("e1"), entity(TEXT, "Ana Pérez", "PER", "e2"), events=tuple(events))
    result, (finding,) = merge_doubles(given)
    assert result == given
    assert (finding.code, finding.words, finding.region) == (code, "rencontré", "v2")
    assert finding.severity.holds_back == (code == "different-double-events")


def test_values_that_nobody_saw_contradict_nothing() -> None:
    one = event(TEXT, "rencontré", "CONSULT", "v1", ("Agent", "e1"), attributes={"mode": "a"})
    other = event(TEXT, "rencontré", "CONSULT", "v2", attributes={"mode": "b"})
    unseen = other.with_(unreviewed=("attributes.mode",))
    _, (finding,) = merge_doubles(made(role("e1"), events=(one, unseen)))
    assert finding.code == "several-events"


def test_many_events_on_one_trigger_cost_no_pairs() -> None:
    many = [event(TEXT, "rencontré", "CONSULT", f"v{n}", attributes={"mode": f"m{n}"}) for n in range(3000)]
    result, found = merge_doubles(made(events=tuple(many)))
    assert (len(result.events), len(found)) == (3000, 2999)
