"""Fields that the screen cannot show come back from what was pushed, if the region is unchanged."""

from __future__ import annotations

from typing import Any

import pytest

from annotate.core.annotation import Annotation, Argument, Entity, Event, Provenance
from annotate.core.ontology import Ontology
from annotate.studio.codec.results import Decoded, decode, encode
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
    assert decoded.entities == PUSHED.entities
    assert decoded.events == PUSHED.events
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
    assert [(one.region, one.kind) for one in decoded.dropped] == [(id, "no longer holds")]
    assert decoded.dropped[0].what == f"was changed, so it lost its {lost}"
    changed = region(decoded, id)
    assert (changed.score, changed.uncertainty, changed.provenance) == (None, None, ())
    assert "sector" not in changed.attributes and "context" not in changed.attributes
    others = [one for one in PUSHED.regions if one.id != id]
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
