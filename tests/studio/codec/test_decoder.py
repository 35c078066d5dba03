"""A table of all outcomes of decoding: what a result list gives, and the code of each finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from annotate.core.annotation import Argument
from annotate.core.findings import KINDS, Severity
from annotate.core.ontology import Ontology
from annotate.studio.codec.results import Decoded, decode
from annotate.studio.screen.binding import own_binding
from tests.builders import TEXT

DIPLOMACY = Ontology.load("diplomacy").model_dump()
del DIPLOMACY["events"]["CONSULT"]["roles"]["Time"]
ONTOLOGY = Ontology.model_validate(
    {
        **DIPLOMACY,
        "renamed": {"PERSON": "PER", "HUMAN": "PERSON", "MEET": "CONSULT", "Subject": "Agent"},
    }
)
BINDING = own_binding(ONTOLOGY)
Result = dict[str, Any]


def label(words: str, name: str, id: str, control: str = "entities", **value: Any) -> Result:
    """A region on the first occurrence of ``words``."""
    start = TEXT.index(words)
    span = {"start": start, "end": start + len(words), "text": words, "labels": [name], **value}
    return {"id": id, "from_name": control, "to_name": "text", "type": "labels", "value": span}


def choice(region: str, tag: str, *values: str) -> Result:
    """The values of a closed attribute of a region."""
    return {"id": region, "from_name": tag, "type": "choices", "value": {"choices": [*values]}}


def typed(region: str, tag: str, *values: str) -> Result:
    """The text typed as an attribute of a region."""
    return {"id": region, "from_name": tag, "type": "textarea", "value": {"text": [*values]}}


def arrow(source: str, target: str, *roles: str, direction: str = "right") -> Result:
    return {
        "type": "relation",
        "from_id": source,
        "to_id": target,
        "direction": direction,
        "labels": [*roles],
    }


def types(*names: str) -> Result:
    return {"id": "t", "from_name": "article_types", "type": "choices", "value": {"choices": [*names]}}


PERSON = label("Ana Pérez", "PER", "p")
PLACE = label("Hanoï", "LOC", "l")
DAY = label("3 mars", "DATE", "d")
MEETING = label("rencontré", "CONSULT", "v", "triggers")
KNOWN = [PERSON, PLACE, DAY, MEETING]


def read(*results: Any) -> Decoded:
    return decode([*results], TEXT, BINDING, ONTOLOGY)


@dataclass(frozen=True)
class Case:
    """One result added to the known ones, the codes of the findings, and the region that they name."""

    id: str
    result: Any
    codes: tuple[str, ...] = ()
    region: str | None = None


NEW = "président cubain"
CASES = [
    Case("null", None, ("no-object",)),
    Case("a number", 7, ("no-object",)),
    Case("a list", [], ("no-object",)),
    Case("an empty object", {}, ("other-tag",)),
    Case("a tag that is no string", {"id": "x", "from_name": ["entities"]}, ("other-tag",), "x"),
    Case(
        "a tag of the project's own", {"id": "x", "from_name": "mood", "type": "rating"}, ("other-tag",), "x"
    ),
    Case("no value", {**label(NEW, "ROLE", "x"), "value": None}, ("no-value",), "x"),
    Case("a start that is a boolean", label(NEW, "ROLE", "x", start=True), ("no-value",), "x"),
    Case("a start that is a fraction", label(NEW, "ROLE", "x", start=3.5), ("no-value",), "x"),
    Case("a start that is no number", label(NEW, "ROLE", "x", start="three"), ("no-value",), "x"),
    Case("only words", label(NEW, "ROLE", "x", start=None, end=None), ("no-value",), "x"),
    Case("no end, other words", label(NEW, "ROLE", "x", end=None, text="pape"), ("no-value",), "x"),
    Case("a start of NaN", label(NEW, "ROLE", "x", start=float("nan")), ("no-value",), "x"),
    Case("an empty span", label(NEW, "ROLE", "x", start=4, end=4), ("empty-span",), "x"),
    Case("only a blank", label(NEW, "ROLE", "x", start=2, end=3), ("empty-span",), "x"),
    Case("a span backwards", label(NEW, "ROLE", "x", start=5, end=4), ("out-of-range",), "x"),
    Case("before the text", label(NEW, "ROLE", "x", start=-1), ("out-of-range",), "x"),
    Case("behind the text", label(NEW, "ROLE", "x", end=len(TEXT) + 1), ("out-of-range",), "x"),
    Case("far behind the text", label(NEW, "ROLE", "x", end=1e300), ("out-of-range",), "x"),
    Case("no label", label(NEW, "ROLE", "x", labels=[]), ("no-label",), "x"),
    Case("labels that are null", label(NEW, "ROLE", "x", labels=None), ("no-label",), "x"),
    Case("an unknown label", label(NEW, "PLANET", "x"), ("unknown-label",), "x"),
    Case("a label that is a number", label(NEW, "ROLE", "x", labels=[7]), ("unknown-label",), "x"),
    Case("a type among the mentions", label(NEW, "CONSULT", "x"), ("unknown-label",), "x"),
    Case("a mention among the triggers", label(NEW, "ROLE", "x", "triggers"), ("unknown-label",), "x"),
    Case("on another text", {**label(NEW, "ROLE", "x"), "to_name": "source"}, ("other-text",), "x"),
    Case(
        "an attribute of no region", choice("gone", "polarity", "negated"), ("attribute-of-nothing",), "gone"
    ),
    Case("an attribute of another label", choice("p", "polarity", "negated"), ("bad-attribute",), "p"),
    Case("a mode of another type", choice("v", "mode-SANCTION", "boycott"), ("bad-attribute",), "v"),
    Case("an unknown value", choice("v", "polarity", "perhaps"), ("bad-attribute",), "v"),
    Case("a value that is a number", choice("v", "polarity", 7), ("bad-attribute",), "v"),  # type: ignore[arg-type]
    Case("a date that is none", typed("d", "value", "soon"), ("bad-attribute",), "d"),
    Case("an attribute without a value", choice("v", "polarity")),
    Case("a text of blanks", typed("d", "value", "  ")),
    Case("an arrow to nowhere", arrow("v", "gone", "Agent"), ("arrow-to-nothing",), "v"),
    Case("an arrow from nowhere", arrow("gone", "p", "Agent"), ("arrow-to-nothing",), "p"),
    Case("an arrow without ends", {"type": "relation"}, ("arrow-to-nothing",)),
    Case("an arrow between mentions", arrow("p", "l", "Agent"), ("other-arrow",), "p"),
    Case("an arrow to itself", arrow("v", "v", "Agent"), ("other-arrow",), "v"),
    Case("an arrow without a role", arrow("v", "d"), ("arrow-without-role",), "v"),
    Case("one to the left", arrow("d", "v", direction="left"), ("arrow-without-role",), "v"),
    Case("one to a mention without a role", arrow("v", "w"), ("arrow-to-nothing",), "v"),
    Case("an arrow with an unknown role", arrow("v", "p", "Friend"), ("unknown-role",), "v"),
    Case("an unknown type", types("PICNIC"), ("unknown-type",)),
    Case("a type that is a mention's", types("PER"), ("unknown-type",)),
    Case("types that are null", {"from_name": "article_types", "value": {"choices": None}}),
    Case("types as a rating", {**types(), "value": {"rating": 4}}, ("unread-value",), "t"),
    Case("a value as an object", {**choice("v", "polarity"), "value": {"x": "y"}}, ("unread-value",), "v"),
    Case("types without a value", {"from_name": "article_types"}),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_an_unusable_result_is_left_out_and_named_and_the_rest_is_kept(case: Case) -> None:
    plain = read(*KNOWN)
    assert not plain.findings
    back = read(*KNOWN, case.result)
    assert tuple(finding.code for finding in back.findings) == case.codes
    assert [finding.region for finding in back.findings] == [case.region] * len(case.codes)
    assert all("left out" in finding.rule for finding in back.problems)
    assert back.problems == back.findings, "every loss holds the article back"
    assert list(back.lost) == list(case.codes)
    assert (back.entities, back.events) == (plain.entities, plain.events)


def test_a_finding_names_the_words_and_the_label_and_no_id() -> None:
    (said,) = (str(finding) for finding in read(*KNOWN, arrow("v", "d")).findings)
    assert said == (
        "“rencontré” (CONSULT): its arrow to “3 mars” has no role, and DATE fills no role of CONSULT;"
        " left out"
    )
    (said,) = (str(finding) for finding in read(label(NEW, "PLANET", "odd-id")).findings)
    assert said == "“président cubain” (PLANET): diplomacy@1.1.0 has no such label here; left out"


def test_a_region_on_another_text_is_named_with_its_words() -> None:
    (said,) = read({**label("Hanoï", "LOC", "x"), "to_name": "source"}).findings
    assert str(said) == "“Hanoï” (LOC): is on 'source', which is not the article; left out"


def test_the_table_has_every_code_that_leaves_something_out() -> None:
    assert {code for case in CASES for code in case.codes} == {
        code
        for code, kind in KINDS.items()
        if kind.severity is Severity.LOST and code not in ("no-list-of-regions", "no-longer-asked")
    }


@pytest.mark.parametrize("name", ["PER", "PERSON", "HUMAN"])
def test_a_label_that_was_renamed_since_has_its_new_name(name: str) -> None:
    (entity,) = read(label("Ana Pérez", name, "p")).entities
    assert (entity.label, entity.text) == ("PER", "Ana Pérez")


def test_types_and_roles_that_were_renamed_since_have_their_new_names() -> None:
    back = read(
        PERSON, label("rencontré", "MEET", "v", "triggers"), arrow("v", "p", "Subject"), types("MEET")
    )
    assert not back.problems
    assert [(event.id, event.type) for event in back.events] == [
        ("v", "CONSULT"),
        ("article.CONSULT", "CONSULT"),
    ]
    assert back.events[0].arguments == (Argument(role="Agent", entity="p"),)


@pytest.mark.parametrize(
    "drawn",
    [
        arrow("v", "p", "Agent"),
        arrow("p", "v", "Agent", direction="left"),
        arrow("p", "v", "Agent"),
        arrow("v", "p", "Agent", direction="left"),
        arrow("v", "p", "Agent", direction="bi"),
        {"type": "relation", "from_id": "v", "to_id": "p", "labels": ["Agent"]},
        {"type": "relation", "from_id": "v", "to_id": "p", "labels": "Agent"},
    ],
    ids=["right", "left", "from the mention", "left from the mention", "both ways", "no way", "a bare role"],
)
def test_however_an_arrow_is_drawn_the_trigger_has_the_argument(drawn: Result) -> None:
    back = read(*KNOWN, drawn)
    assert not back.problems
    assert back.events[0].arguments == (Argument(role="Agent", entity="p"),)


def test_an_argument_drawn_twice_is_one_and_two_roles_are_two() -> None:
    back = read(*KNOWN, arrow("v", "p", "Agent", "Recipient"), arrow("p", "v", "Agent"))
    assert [argument.role for argument in back.events[0].arguments] == ["Agent", "Recipient"]


def test_an_unknown_role_does_not_remove_the_others_on_the_same_arrow() -> None:
    back = read(*KNOWN, arrow("v", "p", "Friend", "Agent"))
    assert [problem.code for problem in back.problems] == ["unknown-role"]
    assert [argument.role for argument in back.events[0].arguments] == ["Agent"]


@pytest.mark.parametrize(
    ("result", "name", "value"),
    [
        (choice("v", "polarity", "negated"), "polarity", "negated"),
        (choice("v", "mode-CONSULT", "visit"), "mode", "visit"),
        (typed("d", "value", " 2024-03-03 "), "value", "2024-03-03"),
        ({**typed("d", "value"), "value": {"text": "2024-03"}}, "value", "2024-03"),
    ],
)
def test_an_attribute_is_on_its_region(result: Result, name: str, value: str) -> None:
    back = read(result, *KNOWN)
    assert not back.problems
    assert {region.id: region.attributes for region in back.regions if region.attributes} == {
        result["id"]: {name: value}
    }


def test_of_several_values_the_last_is_kept_and_this_is_reported() -> None:
    back = read(*KNOWN, choice("v", "polarity", "positive", "negated"))
    assert [(problem.code, problem.region) for problem in back.problems] == [("several-values", "v")]
    assert back.events[0].attributes == {"polarity": "negated"}


@pytest.mark.parametrize("text", ["Ana Pérez", "Ana  Pérez", "AnaPérez", " Ana\nPérez ", None, 3])
def test_different_white_space_is_not_another_text(text: Any) -> None:
    back = read(label("Ana Pérez", "PER", "p", text=text))
    assert not back.findings
    assert back.entities[0].text == "Ana Pérez"


def test_words_that_differ_from_the_span_are_reported_and_the_span_is_kept() -> None:
    back = read(label("Ana Pérez", "PER", "p", text="Ana Perez"))
    assert [finding.code for finding in back.findings] == ["other-words"]
    assert back.entities[0].text == "Ana Pérez"


def test_a_type_is_reported_once_without_a_trigger() -> None:
    back = read(types("AGREE", "CONSULT"), types("AGREE"))
    assert [(event.id, event.type, event.trigger) for event in back.events] == [
        ("article.AGREE", "AGREE", None),
        ("article.CONSULT", "CONSULT", None),
    ]


def test_what_was_not_pushed_has_the_order_of_the_results() -> None:
    back = read(DAY, MEETING, PERSON, PLACE, label("président", "AGREE", "w", "triggers"))
    assert [entity.id for entity in back.entities] == ["d", "p", "l"]
    assert [event.id for event in back.events] == ["v", "w"]
