"""Regions as other programs post them: each is a mention, and its attributes and arrows find it."""

from __future__ import annotations

from typing import Any

import pytest

from annotate.core.annotation import Argument, Entity, Event
from annotate.studio.codec.results import Decoded, decode
from annotate.studio.codec.stored_text import StoredText
from tests.builders import TEXT, annotation, article
from tests.studio.codec.test_decoder import BINDING, KNOWN, ONTOLOGY, arrow, choice, label, read, typed, types

Result = dict[str, Any]
NEW = "président cubain"


def codes(decoded: Decoded) -> list[str]:
    return [finding.code for finding in decoded.findings]


def without_id(result: Result) -> Result:
    return {key: value for key, value in result.items() if key != "id"}


ODD_IDS: list[Any] = [7, 7.0, "a b", "a#b", "x" * 65, "a\x00b"]
BAD_IDS: list[Any] = [*ODD_IDS, None, "", "\ud800", True, ["x"], {"x": 1}, 1.5]


@pytest.mark.parametrize("id", BAD_IDS, ids=ascii)
def test_a_region_without_a_usable_id_is_kept_with_the_same_id_at_every_pull(id: Any) -> None:
    odd = {**label(NEW, "ROLE", "x"), "id": id}
    decoded = read(*KNOWN, odd)
    kept = decoded.entities[-1]
    assert (kept.text, kept.label, kept.id) == (NEW, "ROLE", read(odd).entities[0].id)
    assert (kept.id[0], len(kept.id)) == ("e", 11)
    assert codes(decoded) == ["made-up-id"]
    assert decoded.findings[0].region == kept.id
    assert "x" * 65 not in str(decoded.findings[0])
    assert decoded.lost == {}


@pytest.mark.parametrize("id", ODD_IDS, ids=ascii)
def test_attributes_and_arrows_find_a_region_by_its_odd_id(id: Any) -> None:
    trigger = {**label("rencontré", "CONSULT", "", "triggers"), "id": id}
    decoded = read(*KNOWN[:3], trigger, choice(id, "polarity", "negated"), arrow(id, "p", "Agent"))
    (event,) = decoded.events
    assert event.attributes == {"polarity": "negated"}
    assert event.arguments == (Argument(role="Agent", entity="p"),)
    assert codes(decoded) == ["made-up-id"]


@pytest.mark.parametrize(("region", "reference"), [(7, "7"), ("7", 7), (7.0, "7"), ("7", 7.0)], ids=ascii)
def test_a_number_and_the_same_number_as_text_mean_the_same_region(region: Any, reference: Any) -> None:
    decoded = read(
        *KNOWN[1:], {**label("Ana Pérez", "PER", ""), "id": region}, arrow("v", reference, "Agent")
    )
    person = next(one for one in decoded.entities if one.label == "PER")
    assert decoded.events[0].arguments == (Argument(role="Agent", entity=person.id),)


def test_a_number_and_the_same_number_as_text_may_be_two_regions() -> None:
    decoded = read(
        {**label("Ana Pérez", "PER", ""), "id": 7},
        {**label("Hanoï", "LOC", ""), "id": "7"},
        *KNOWN[3:],
        {**arrow("v", "", "Agent"), "to_id": 7},
        arrow("v", "7", "Place"),
    )
    person, place = (next(one for one in decoded.entities if one.label == name) for name in ("PER", "LOC"))
    assert place.id == "7"
    assert {(one.role, one.entity) for one in decoded.events[0].arguments} == {
        ("Agent", person.id),
        ("Place", "7"),
    }


def test_an_arrow_to_an_id_that_is_not_there_finds_no_region_without_an_id() -> None:
    decoded = read(without_id(label("Ana Pérez", "PER", "")), KNOWN[3], arrow("v", "gone", "Agent"))
    assert decoded.events[0].arguments == ()
    assert decoded.lost.keys() == {"arrow-to-nothing"}
    assert read(without_id(label("Ana Pérez", "PER", "")), typed("gone", "value", "2024")).lost.keys() == {
        "attribute-of-nothing"
    }


def test_attributes_without_an_id_find_their_region_by_its_place() -> None:
    day = label("3 mars", "DATE", "d")
    place = {key: day["value"][key] for key in ("start", "end")}
    value = typed("", "value", "2024-03-03")
    value = without_id({**value, "value": {**value["value"], **place}})
    (entity,) = read(without_id(day), value).entities
    assert entity.attributes == {"value": "2024-03-03"}
    nowhere = read(without_id(day), without_id(typed("", "value", "2024")))
    assert sorted(codes(nowhere)) == ["attribute-of-nothing", "made-up-id"]


def test_one_id_on_two_places_is_two_regions_and_each_gets_what_fits() -> None:
    decoded = read(
        label("Ana Pérez", "PER", "x"),
        label("rencontré", "CONSULT", "x", "triggers"),
        label("Hanoï", "LOC", "l"),
        arrow("x", "l", "Place"),
        choice("x", "polarity", "negated"),
    )
    (event,) = decoded.events
    person = decoded.entities[0]
    assert {person.id, event.id} > {"x"} and person.id != event.id
    assert event.arguments == (Argument(role="Place", entity="l"),)
    assert event.attributes == {"polarity": "negated"}
    assert codes(decoded) == ["same-id"]


def test_an_arrow_that_fits_two_regions_of_one_id_holds_the_article_back() -> None:
    both = (label("Ana Pérez", "PER", "x"), label(NEW, "ROLE", "x"))
    decoded = read(*both, *KNOWN[3:], arrow("v", "x", "Agent"))
    assert len(decoded.entities) == 2 and len(decoded.events[0].arguments) == 1
    assert decoded.lost.keys() == {"ambiguous"}
    decoded = read(label("3 mars", "DATE", "x"), label("Hanoï", "DATE", "x"), typed("x", "value", "2024"))
    assert decoded.lost.keys() == {"ambiguous"}


def test_an_attribute_with_its_place_is_not_ambiguous() -> None:
    value = typed("x", "value", "2024")
    start = TEXT.index("3 mars")
    value["value"] |= {"start": start, "end": start + len("3 mars")}
    decoded = read(label("Hanoï", "DATE", "x"), label("3 mars", "DATE", "x"), value)
    assert [(one.text, one.attributes) for one in decoded.entities] == [
        ("Hanoï", {}),
        ("3 mars", {"value": "2024"}),
    ]
    assert decoded.lost == {}


START = TEXT.index("Ana Pérez")
END = START + len("Ana Pérez")
XPATH = "/text()[1]"


@pytest.mark.parametrize(
    "form",
    [
        {"start": str(START), "end": str(END)},
        {"start": float(START), "end": float(END)},
        {"start": f"{START}.0", "end": f"{END}.00"},
        {"end": None},
        {"start": XPATH, "end": XPATH, "globalOffsets": {"start": START, "end": END}},
        {"start": None, "end": None, "startOffset": START, "endOffset": END},
    ],
    ids=["text", "fractions of zero", "fractions as text", "no end", "global offsets", "offsets"],
)
def test_positions_in_other_forms_are_read_and_counted(form: dict[str, Any]) -> None:
    decoded = read(label("Ana Pérez", "PER", "p", **form))
    assert [(one.id, one.text) for one in decoded.entities] == [("p", "Ana Pérez")]
    assert codes(decoded) == ["other-form"]
    assert decoded.lost == {}


def test_labels_as_text_results_without_a_type_and_nested_values_are_read() -> None:
    person = label("Ana Pérez", "PER", "p", labels="PER")
    person.pop("type")
    flat = {**person, **person["value"]}
    flat.pop("value")
    bare = {"from_id": "v", "to_id": "p", "labels": ["Agent"]}
    for form in (person, {**person, "value": [person["value"]]}, flat, {**person, "score": float("nan")}):
        decoded = read(form, KNOWN[3], bare)
        assert [(one.id, one.label) for one in decoded.entities] == [("p", "PER")]
        assert decoded.events[0].arguments == (Argument(role="Agent", entity="p"),)
        assert not decoded.findings


def test_positions_in_a_stored_text_with_other_line_ends_are_shifted_in_every_form() -> None:
    stored = StoredText("Hanoï\r\nAna Pérez\r\nvisite")
    value = {"labels": ["PER"], "text": "Ana Pérez"}
    forms: list[Any] = [
        {**value, "start": 7, "end": 16},
        {**value, "start": "7", "end": "16"},
        [{**value, "start": 7, "end": 16}],
        {**value, "globalOffsets": {"start": 7, "end": 16}},
        {**value, "start": 7},
        {**value, "start": 6, "end": 18},
    ]
    for form in forms:
        result = {"id": "p", "from_name": "entities", "to_name": "text", "value": form}
        (entity,) = decode([result], stored, BINDING, ONTOLOGY).entities
        assert (entity.start, entity.end, entity.text) == (6, 15, "Ana Pérez")


@pytest.mark.parametrize(("before", "after"), [(1, 0), (0, 1), (1, 1)])
def test_blanks_at_the_edges_are_trimmed_and_counted(before: int, after: int) -> None:
    start = TEXT.index(NEW) - before
    end = TEXT.index(NEW) + len(NEW) + after
    decoded = read(label(NEW, "ROLE", "x", start=start, end=end, text=TEXT[start:end]))
    assert [(one.text, one.start) for one in decoded.entities] == [(NEW, TEXT.index(NEW))]
    assert codes(decoded) == ["trimmed"]


def test_punctuation_is_kept_and_noted() -> None:
    decoded = read(label("3 mars.", "DATE", "d"))
    assert [one.text for one in decoded.entities] == ["3 mars."]
    assert [str(finding) for finding in decoded.noted] == [
        "“3 mars.” (DATE): ends with a full stop; kept as it is"
    ]


def test_a_mark_that_the_suggestion_had_is_not_noted() -> None:
    sent = read(label("3 mars.", "DATE", "d"))
    pushed = annotation(article(), sent.entities)
    decoded = decode([label("3 mars.", "DATE", "d")], TEXT, BINDING, ONTOLOGY, (pushed,))
    assert not decoded.findings


def test_doubles_are_merged_and_keep_the_arrows_of_both() -> None:
    decoded = read(*KNOWN, label("Ana Pérez", "PER", "q"), arrow("v", "q", "Agent"), arrow("v", "p", "Agent"))
    assert [one.id for one in decoded.entities] == ["p", "l", "d"]
    assert decoded.events[0].arguments == (Argument(role="Agent", entity="p"),)
    assert codes(decoded) == ["double"]
    again = read(*KNOWN, label("rencontré", "CONSULT", "w", "triggers"))
    assert [one.id for one in again.events] == ["v"]
    assert codes(again) == ["double-event"]
    two = read(*KNOWN, label("rencontré", "CONSULT", "w", "triggers"), arrow("w", "p", "Agent"))
    assert [one.id for one in two.events] == ["v", "w"]
    assert codes(two) == ["several-events"]


def test_a_result_posted_twice_is_one() -> None:
    decoded = read(*KNOWN, *KNOWN)
    assert decoded.regions == read(*KNOWN).regions
    assert codes(decoded) == ["double"] * 3 + ["double-event"]


def test_doubles_with_different_values_hold_the_article_back() -> None:
    decoded = read(
        label("3 mars", "DATE", "d"),
        label("3 mars", "DATE", "f"),
        typed("d", "value", "2024-03-03"),
        typed("f", "value", "2023-03-03"),
    )
    assert len(decoded.entities) == 2
    assert decoded.lost.keys() == {"different-doubles"}


NEGATED = choice("v", "polarity", "negated")


@pytest.mark.parametrize(
    ("results", "value", "code"),
    [
        ([choice("v", "polarity", "negated", "perhaps")], "negated", "bad-attribute"),
        ([NEGATED, choice("v", "polarity", "positive")], "positive", "several-values"),
        ([NEGATED, NEGATED], "negated", None),
        ([choice("v", "polarity", "negated", "")], "negated", None),
    ],
)  # fmt: skip
def test_of_the_values_of_an_attribute_the_known_ones_are_kept(
    results: list[Result], value: str, code: str | None
) -> None:
    decoded = read(*KNOWN, *results)
    assert decoded.events[0].attributes == {"polarity": value}
    assert codes(decoded) == ([code] if code else [])


def test_article_level_types_chosen_twice_or_named_as_a_region_are_kept_once() -> None:
    decoded = read(types("AGREE"), types("AGREE", "CONSULT"), label(NEW, "ROLE", "article.AGREE"))
    assert [(event.id, event.type) for event in decoded.events] == [
        ("article.AGREE_", "AGREE"),
        ("article.CONSULT", "CONSULT"),
    ]
    assert decoded.entities[0].id == "article.AGREE"


def test_made_up_ids_never_collide_with_the_ids_of_other_regions() -> None:
    made = read(without_id(label(NEW, "ROLE", ""))).entities[0].id
    other = label("Hanoï", "LOC", made)
    decoded = read(without_id(label(NEW, "ROLE", "")), other, without_id(label(NEW, "ROLE", "")))
    ids = [region.id for region in decoded.regions]
    assert len(ids) == len(set(ids)) == 2
    hanoi = next(one for one in decoded.entities if one.text == "Hanoï")
    assert hanoi.id == made


def regions_of(decoded: Decoded) -> dict[str, Entity | Event]:
    return {region.id: region for region in decoded.regions}


def test_thousands_of_regions_with_one_id_end() -> None:
    many = [label("Ana Pérez", "PER", "x", start=index, end=index + 2) for index in range(0, 50)] * 40
    decoded = read(*many, *KNOWN[3:], *[arrow("v", "x", "Agent")] * 50)
    assert len(regions_of(decoded)) == len(decoded.regions)
