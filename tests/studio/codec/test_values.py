"""Values in other forms than Label Studio's own: each is read where it is told, or named as lost."""

from __future__ import annotations

from typing import Any

import pytest

from annotate.core.findings import Severity
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.studio.codec.results import Decoded, decode, encode
from annotate.studio.screen.binding import bind, own_binding
from tests.builders import TEXT, annotation, article, entity, event, meeting
from tests.studio.codec.test_decoder import BINDING, KNOWN, ONTOLOGY, arrow, choice, label, read, typed, types

Result = dict[str, Any]


def codes(decoded: Decoded) -> list[str]:
    return [finding.code for finding in decoded.findings]


SPAN = {key: label("rencontré", "CONSULT", "v")["value"][key] for key in ("start", "end", "text")}
FORMS: list[Any] = [
    {"text": ["negated"]},
    {"text": "negated"},
    {"labels": ["negated"]},
    {"choice": "negated"},
    {"choices": [{"value": "negated"}]},
    {"taxonomy": [["negated"]]},
    {"choices": [["negated"]]},
    {**SPAN, "labels": ["negated"]},
    {"choices": [], "labels": ["negated"]},
    [{"choices": ["negated"]}],
    ["negated"],
    "negated",
]


@pytest.mark.parametrize("value", FORMS, ids=str)
@pytest.mark.parametrize("kind", ["choices", "labels", "taxonomy"])
def test_a_value_of_a_region_in_another_form_is_read_and_counted(value: Any, kind: str) -> None:
    decoded = read(*KNOWN, {**choice("v", "polarity"), "value": value, "type": kind})
    assert decoded.events[0].attributes == {"polarity": "negated"}
    assert codes(decoded) in (["other-form"], []) and decoded.lost == {}
    assert codes(decoded) == ([] if value == [{"choices": ["negated"]}] else ["other-form"])


@pytest.mark.parametrize(
    "form",
    [
        {"choices": ["2024-03-04"]},
        {"datetime": "2024-03-04"},
        {"start": 53, "end": 59, "text": "3 mars", "choices": ["2024-03-04"]},
        "2024-03-04",
        ["2024-03-04"],
    ],
    ids=str,
)
def test_a_text_typed_about_a_region_is_read_in_other_forms(form: Any) -> None:
    decoded = read(*KNOWN, {**typed("d", "value"), "value": form})
    assert decoded.entities[2].attributes == {"value": "2024-03-04"}
    assert codes(decoded) == ["other-form"]


@pytest.mark.parametrize(
    "form",
    [
        {"value": {"labels": ["PROTEST"]}},
        {"value": {"taxonomy": [["PROTEST"]]}, "type": "taxonomy"},
        {"value": ["PROTEST"]},
        {"value": "PROTEST"},
        {"value": {"text": ["PROTEST"]}},
        {"value": None, "choices": ["PROTEST"]},
    ],
    ids=str,
)
def test_the_types_of_an_article_are_read_in_other_forms(form: Result) -> None:
    result = {**types(), **form}
    decoded = read(result)
    assert [(one.type, one.trigger) for one in decoded.events] == [("PROTEST", None)]
    assert codes(decoded) == ["other-form"]


def test_types_without_a_value_key_are_read() -> None:
    result = types("PROTEST")
    result["choices"] = result.pop("value")["choices"]
    assert [one.type for one in read(result).events] == ["PROTEST"]


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ({"choices": [["negated", "strongly"]]}, "negated > strongly"),
        ({"labels": ["negated"], "text": ["positive"]}, "positive"),
        ({"rating": 4}, "4"),
        ({"ranker": {"a": ["negated"]}}, "negated"),
        ({"labels": ["CONSULT"]}, "CONSULT"),
        (7, "7"),
    ],
)
def test_what_is_told_in_no_form_that_is_read_is_lost_with_its_words(value: Any, named: str) -> None:
    for result in (choice("v", "polarity"), types()):
        if result["id"] == "t" and named == "CONSULT":
            continue  # a type of the article that exists
        decoded = read(*KNOWN, {**result, "value": value})
        assert decoded.regions == read(*KNOWN).regions
        (finding,) = decoded.problems
        assert finding.severity is Severity.LOST and named in str(finding)


@pytest.mark.parametrize(
    "value",
    [{"choices": []}, {"choices": None}, {"choices": [""]}, {**SPAN, "choices": []}, SPAN, {}, None, [], ""],
    ids=str,
)
def test_no_value_is_no_finding(value: Any) -> None:
    assert not read(*KNOWN, {**choice("v", "polarity"), "value": value}).findings
    assert not read(*KNOWN, {**types(), "value": value}).findings


@pytest.mark.parametrize("key", ["label", "hypertextlabels", "paragraphlabels", "choices", "taxonomy"])
def test_the_label_of_a_region_is_read_under_other_keys(key: str) -> None:
    result = label("Hanoï", "LOC", "l")
    names = result["value"].pop("labels")
    result["value"][key] = [names] if key == "taxonomy" else names
    decoded = read(result)
    assert [(one.id, one.label) for one in decoded.entities] == [("l", "LOC")]
    assert codes(decoded) == ["other-form"]


ADOPTED = """
<View>
  <Text name="t" value="$text"/><Text name="head" value="$head"/>
  <Labels name="label" toName="t"><Label value="PER"/></Labels>
  <Choices name="kind" toName="t" perRegion="true"><Choice value="good"/></Choices>
  <TextArea name="memo" toName="t" perRegion="true"/>
</View>
"""


def adopted() -> Ontology:
    return Ontology.model_validate(
        {
            "format": 1,
            "name": "hand",
            "version": "1.0.0",
            "languages": ["en"],
            "adopted": True,
            "text_tag": "t",
            "entities": {"PER": {}},
            "attributes": {
                "kind": {"on": ["PER"], "kind": "single", "values": ["good"]},
                "memo": {"on": ["PER"], "kind": "string"},
            },
        }
    )


def on(target: Any, result: Result) -> Result:
    return {**result, "to_name": target}


def test_an_adopted_project_reads_values_in_other_forms_too() -> None:
    ontology = adopted()
    person = on("t", label("Ana Pérez", "PER", "p", "label"))
    given = [
        {"id": "p", "from_name": "kind", "to_name": "t", "type": "choices", "value": {"text": ["good"]}},
        {"id": "p", "from_name": "memo", "to_name": "t", "type": "textarea", "value": {"choices": ["mine"]}},
    ]
    decoded = decode([person, *given], TEXT, bind(ontology, ADOPTED), ontology)
    assert decoded.entities[0].attributes == {"kind": "good", "memo": "mine"}
    assert codes(decoded) == ["other-form", "other-form"]


@pytest.mark.parametrize("target", ["nowhere", "header", "source", ["text"], 7], ids=str)
def test_a_result_on_anything_but_the_article_is_lost(target: Any) -> None:
    for result in (label("Hanoï", "LOC", "x"), choice("v", "polarity", "negated"), types("PROTEST")):
        decoded = read(*KNOWN, on(target, result))
        assert decoded.regions == read(*KNOWN).regions
        assert codes(decoded) == ["other-text"]


@pytest.mark.parametrize("target", [None, ""])
def test_a_result_without_a_target_is_on_the_article(target: Any) -> None:
    assert read(on(target, label("Hanoï", "LOC", "x"))).regions == read(label("Hanoï", "LOC", "x")).regions


def test_an_adoption_left_out_the_other_texts_of_the_screen_and_no_more() -> None:
    ontology = adopted()
    for target, code in (("head", "not-read"), ("body", "other-text"), ("t", None), (None, None)):
        result = on(target, label("Ana Pérez", "PER", "p", "label"))
        decoded = decode([result], TEXT, bind(ontology, ADOPTED), ontology)
        assert codes(decoded) == ([code] if code else [])
        assert (not decoded.entities) == bool(code)


def test_a_note_about_a_region_is_kept_and_goes_back_to_the_screen() -> None:
    noted = {"meta": {"text": ["is this\nthe mayor?"], "other": 1}}
    results = [{**one, **noted} for one in (KNOWN[0], KNOWN[3])]
    decoded = read(*results, *KNOWN[1:3], {**typed("d", "value", "2024"), "meta": {"text": "by hand"}})
    assert [one.note for one in decoded.regions] == [
        "is this\nthe mayor?",
        None,
        "by hand",
        "is this\nthe mayor?",
    ]
    assert codes(decoded) == ["note"] * 3 and decoded.lost == {}
    assert str(decoded.findings[0]) == "“Ana Pérez” (PER): has the note “is this the mayor?”; kept"
    record = Record.of(article(), annotation(article(), decoded.entities, decoded.events))
    again = decode(encode(record.annotation, BINDING, scores=False), TEXT, BINDING, ONTOLOGY)
    assert again.regions == decoded.regions
    assert Record.model_validate_json(record.to_json()) == record


@pytest.mark.parametrize("meta", [None, {}, [], {"text": None}, {"text": []}, {"text": [" "]}, {"text": 7}])
def test_no_note_is_no_finding(meta: Any) -> None:
    decoded = read({**KNOWN[0], "meta": meta})
    assert decoded.entities[0].note is None and not decoded.findings


def test_a_note_that_cannot_be_written_loses_only_those_characters() -> None:
    decoded = read({**KNOWN[0], "meta": {"text": ["a\x00b\ud800c"]}})
    assert decoded.entities[0].note == "abc"


def test_notes_of_doubles_are_kept_together() -> None:
    def noted(id: str, text: str) -> Result:
        return {**label("Ana Pérez", "PER", id), "meta": {"text": [text]}}

    (person,) = read(noted("p", "one"), noted("q", "two"), noted("r", "one")).entities
    assert person.note == "one\ntwo"
    trigger = label("rencontré", "CONSULT", "v", "triggers")
    (met,) = read(trigger, {**trigger, "id": "w", "meta": {"text": ["late"]}}).events
    assert met.note == "late"


MEETING = meeting().annotation


def two_types(*more: Result, without: str = "") -> Decoded:
    """A suggested meeting, on whose trigger somebody pressed the key of another type."""
    ontology = Ontology.load("diplomacy")
    binding = own_binding(ontology)
    results = [one for one in encode(MEETING, binding, scores=False) if one.get("to_id") != without]
    added = label("rencontré", "AGREE", "v1", "triggers")
    return decode([*results, added, *more], TEXT, binding, ontology, (MEETING,))


def test_arguments_stay_with_the_event_that_was_sent_with_them() -> None:
    decoded = two_types()
    met, agreed = sorted(decoded.events, key=lambda one: one.type != "CONSULT")
    assert met == MEETING.events[0]
    assert (agreed.type, agreed.arguments, agreed.attributes) == ("AGREE", (), {})
    said = [str(one) for one in decoded.findings if one.code == "divided-arguments"]
    count = len(MEETING.events[0].arguments)
    assert said[0] == (
        f"“rencontré” (CONSULT): leaves its {count} arguments with CONSULT, as it was sent (CONSULT, AGREE)"
    )
    assert decoded.lost == {}


def test_arguments_that_somebody_changed_are_given_to_each_event_and_counted() -> None:
    decoded = two_types(without="e3")
    (agreed,) = (one for one in decoded.events if one.type == "AGREE")
    (met,) = (one for one in decoded.events if one.type == "CONSULT")
    assert agreed.arguments == met.arguments and met.arguments
    (said,) = (str(one) for one in decoded.findings if one.code == "shared-arguments")
    assert f"gives its {len(met.arguments)} arguments" in said and "(CONSULT, AGREE)" in said


def test_roles_that_the_other_type_cannot_have_are_not_given_to_it() -> None:
    content = ONTOLOGY.model_dump()
    roles = content["events"]["AGREE"]["roles"]
    content["events"]["AGREE"]["roles"] = (
        [role for role in roles if role != "Place"]
        if isinstance(roles, list)
        else {name: use for name, use in roles.items() if name != "Place"}
    )
    ontology = Ontology.model_validate(content)
    trigger = label("rencontré", "CONSULT", "v", "triggers", labels=["CONSULT", "AGREE"])
    mode = choice("v", "mode-CONSULT", "visit")
    results = [*KNOWN[:3], trigger, mode, arrow("v", "l", "Place"), arrow("v", "p", "Agent")]
    decoded = decode(results, TEXT, own_binding(ontology), ontology)
    met, agreed = decoded.events
    assert [one.role for one in met.arguments] == ["Place", "Agent"] and met.attributes == {"mode": "visit"}
    assert [one.role for one in agreed.arguments] == ["Agent"] and agreed.attributes == {}
    assert codes(decoded) == ["several-labels-kept", "shared-arguments"]
    assert "gives its 1 argument to each of its events" in str(decoded.findings[1])


def test_a_contradiction_between_two_events_on_one_trigger_holds_the_article_back() -> None:
    again = label("rencontré", "CONSULT", "w", "triggers")
    sides = [choice("v", "polarity", "positive"), choice("w", "polarity", "negated")]
    held = read(*KNOWN, again, *sides, arrow("v", "p", "Agent"))
    assert held.lost.keys() == {"different-double-events"} and len(held.events) == 2
    both = read(*KNOWN, again, *sides, arrow("v", "p", "Agent"), arrow("w", "l", "Agent"))
    assert codes(both) == ["several-events"], "two events of different people"
    assert event(TEXT, "rencontré", "CONSULT", "v").trigger == both.events[0].trigger
    assert entity(TEXT, "Hanoï", "LOC", "l") == both.entities[1]
