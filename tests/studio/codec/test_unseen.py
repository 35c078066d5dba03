"""Fields that the screen cannot show come back from what was pushed, if the region is unchanged."""

from __future__ import annotations

from typing import Any

import pytest

from annotate.core.annotation import Annotation, Argument, Entity, Event, Provenance, Span, Status
from annotate.core.ontology import Ontology
from annotate.prelabel.interface import region_ids
from annotate.studio.codec.results import Decoded, decode, encode
from annotate.studio.codec.written import made_up_id
from annotate.studio.screen.binding import own_binding
from tests.builders import TEXT, annotation, article, entity, event

ONTOLOGY = Ontology.load("diplomacy")
BINDING = own_binding(ONTOLOGY)
SOURCE = (Provenance(source="roles@1", score=0.5),)
ROLE = entity(
    TEXT,
    "président cubain",
    "ROLE",
    "r",
    ref="CUB",
    score=0.6,
    uncertainty=0.97,
    provenance=SOURCE,
    attributes={"sector": ("GOV",)},
)
PERSON = entity(TEXT, "Ana Pérez", "PER", "p", score=0.9)
MEETING = event(
    TEXT,
    "rencontré",
    "CONSULT",
    "v",
    ("Recipient", "p"),
    ("Agent", "r"),
    score=0.7,
    uncertainty=0.88,
    provenance=SOURCE,
    attributes={"context": ("diplomatic",), "polarity": "positive"},
)
REPORTED = event(TEXT, None, "AGREE", "x", score=0.3, provenance=SOURCE)
PUSHED = annotation(article(), (ROLE, PERSON), (MEETING, REPORTED))
AS_PULLED = (
    ROLE.with_(unreviewed=("ref", "attributes.sector")),
    PERSON,
    MEETING.with_(unreviewed=("attributes.context",)),
    REPORTED,
)


def back(change: Any = None, pushed: tuple[Annotation, ...] = (PUSHED,), of: Annotation = PUSHED) -> Decoded:
    """What comes back when ``change`` is made to the results on the screen."""
    results = encode(of, BINDING, scores=True)
    if change is not None:
        change({result["id"]: result for result in results if result.get("type") == "labels"}, results)
    return decode(results, TEXT, BINDING, ONTOLOGY, pushed)


def region(decoded: Decoded, id: str) -> Entity | Event:
    return next(one for one in decoded.regions if one.id == id)


def test_what_nobody_touched_comes_back_whole_and_in_the_order_that_was_pushed() -> None:
    decoded = back(lambda regions, results: results.reverse())
    assert decoded.regions == AS_PULLED
    assert not decoded.dropped


@pytest.mark.parametrize(
    ("id", "value", "lost"),
    [
        ("r", {"end": ROLE.end - 2}, "ref, sector, provenance"),
        ("r", {"labels": ["ORG"]}, "ref, sector, provenance"),
        ("v", {"labels": ["AGREE"]}, "context, provenance"),
        ("v", {"end": 29}, "context, provenance"),
    ],
    ids=["span", "label", "trigger's type", "trigger's span"],
)
def test_a_changed_region_loses_its_hidden_fields_and_this_is_reported(
    id: str, value: dict[str, Any], lost: str
) -> None:
    decoded = back(lambda regions, results: regions[id]["value"].update(value))
    assert [(one.region, one.code) for one in decoded.dropped] == [(id, "no-longer-holds")]
    assert decoded.dropped[0].rule == f"was changed, so it lost its {lost}"
    changed = region(decoded, id)
    assert (changed.score, changed.uncertainty, changed.provenance) == (None, None, ())
    assert "sector" not in changed.attributes and "context" not in changed.attributes
    assert changed.unreviewed == ()
    others = [one for one in AS_PULLED if one.id != id]
    assert [one for one in decoded.regions if one.id != id] == others


def test_nothing_is_reported_if_no_hidden_field_was_lost() -> None:
    decoded = back(lambda regions, results: regions["p"]["value"].update(labels=["ORG"]))
    assert region(decoded, "p").score is None
    assert not decoded.dropped


def test_a_region_that_was_deleted_loses_nothing() -> None:
    decoded = back(lambda regions, results: results.remove(regions["r"]))
    assert [one.id for one in decoded.entities] == ["p"]
    assert not decoded.dropped
    assert region(decoded, "v").attributes == MEETING.attributes


def test_the_latest_version_with_the_same_span_and_label_counts() -> None:
    newer = PUSHED.with_(entities=(ROLE.with_(score=0.99, ref=None), PERSON), author="m2")
    other = PUSHED.with_(entities=(ROLE.with_(label="ORG", score=0.1), PERSON), author="m3")
    for pushed, score, ref in (
        ((newer, PUSHED), 0.99, None),
        ((PUSHED, newer), 0.6, "CUB"),
        ((other, PUSHED), 0.6, "CUB"),
        ((other,), None, None),
    ):
        found = region(back(pushed=pushed), "r")
        assert isinstance(found, Entity)
        assert (found.score, found.ref) == (score, ref)


def test_for_shown_fields_the_screen_has_the_value() -> None:
    def negate(regions: Any, results: list[dict[str, Any]]) -> None:
        (shown,) = (result for result in results if result.get("from_name") == "polarity")
        shown["value"]["choices"] = ["negated"]

    assert region(back(negate), "v").attributes == {"context": ("diplomatic",), "polarity": "negated"}


def test_a_value_that_the_annotator_removed_does_not_come_back() -> None:
    def clear(regions: Any, results: list[dict[str, Any]]) -> None:
        results[:] = [result for result in results if result.get("from_name") != "polarity"]

    assert region(back(clear), "v").attributes == {"context": ("diplomatic",)}


def test_arguments_have_the_order_that_was_pushed_and_new_ones_follow() -> None:
    def add(regions: Any, results: list[dict[str, Any]]) -> None:
        results.reverse()
        results.insert(
            0,
            {"type": "relation", "from_id": "v", "to_id": "r", "direction": "right", "labels": ["Recipient"]},
        )

    found = region(back(add), "v")
    assert isinstance(found, Event)
    assert found.arguments == (*MEETING.arguments, Argument(role="Recipient", entity="r"))


def test_an_event_without_a_trigger_comes_back_as_it_was_pushed() -> None:
    assert region(back(), "x") == REPORTED
    assert region(back(pushed=()), "article.AGREE").provenance == ()


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.ADJUDICATED])
def test_values_of_a_pushed_annotation_keep_its_own_marks(status: Status) -> None:
    marked = MEETING.arguments[1].with_(unreviewed=("role",))
    meeting = MEETING.with_(arguments=(MEETING.arguments[0], marked), unreviewed=("attributes.polarity",))
    made = PUSHED.with_(status=status, entities=(ROLE, PERSON), events=(meeting, REPORTED))
    assert back(pushed=(made,), of=made).regions == made.regions

    def negate(regions: Any, results: list[dict[str, Any]]) -> None:
        (shown,) = (result for result in results if result.get("from_name") == "polarity")
        shown["value"]["choices"] = ["negated"]

    assert region(back(negate, pushed=(made,), of=made), "v").unreviewed == (), "a person gave this value"


def test_unseen_attributes_of_an_event_without_a_trigger_are_unreviewed() -> None:
    reported = REPORTED.with_(attributes={"modality": "planned"})
    pushed = PUSHED.with_(events=(reported,))
    (found,) = back(pushed=(pushed,), of=pushed).events
    assert found == reported.with_(unreviewed=("attributes.modality",))


@pytest.mark.parametrize(
    "drawn",
    [{"end": ROLE.end + 1}, {"start": ROLE.start - 1}, {"start": ROLE.start - 1, "end": ROLE.end + 1}],
    ids=["end", "start", "both"],
)
def test_a_region_with_a_blank_more_than_the_suggestion_is_the_suggestion(drawn: dict[str, int]) -> None:
    decoded = back(lambda regions, results: regions["r"]["value"].update(drawn))
    assert decoded.regions == AS_PULLED
    assert not decoded.dropped
    assert [finding.code for finding in decoded.findings] == ["trimmed"]


def test_a_suggestion_that_was_sent_with_a_blank_gets_its_values_back() -> None:
    wide = ROLE.with_(end=ROLE.end + 1, text=f"{ROLE.text} ")
    pushed = PUSHED.with_(entities=(wide, PERSON))
    assert region(back(pushed=(pushed,), of=pushed), "r") == AS_PULLED[0]


def test_a_suggestion_that_comes_back_without_its_id_is_known_again() -> None:
    known = made_up_id(ROLE.start, ROLE.end, "ROLE", False, ())
    pushed = PUSHED.with_(
        entities=(ROLE.with_(id=known), PERSON),
        events=(MEETING.with_(arguments=(MEETING.arguments[0],)), REPORTED),
    )

    def forget(regions: Any, results: list[dict[str, Any]]) -> None:
        regions[known].pop("id")

    decoded = back(forget, pushed=(pushed,), of=pushed)
    assert decoded.entities[0] == AS_PULLED[0].with_(id=known)
    assert [finding.code for finding in decoded.findings] == ["made-up-id"]


def test_the_ids_made_up_are_those_of_suggestions() -> None:
    assert made_up_id(3, 9, "LOC", False, ()) == region_ids.entity_id(Span(start=3, end=9), "LOC")
    assert made_up_id(3, 9, "AGREE", True, ()) == region_ids.event_id(Span(start=3, end=9), "AGREE")
    assert made_up_id(3, 9, "LOC", False, {made_up_id(3, 9, "LOC", False, ())}) != made_up_id(
        3, 9, "LOC", False, ()
    )
