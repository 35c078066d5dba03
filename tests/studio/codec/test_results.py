"""Annotations encoded as Label Studio's results and decoded again come back unchanged."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.annotation import Annotation, Argument, Status
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.studio.codec.results import Decoded, decode, encode
from annotate.studio.screen.binding import own_binding
from tests.builders import TEXT, as_pulled, meeting, records
from tests.examples import examples

ONTOLOGY = Ontology.load("diplomacy")
BINDING = own_binding(ONTOLOGY)


def there_and_back(record: Record, pushed: tuple[Annotation, ...], *, repair: bool = True) -> Decoded:
    results = json.loads(json.dumps(encode(record.annotation, BINDING, scores=True)))
    return decode(results, record.article.text, BINDING, ONTOLOGY, pushed, repair=repair)


@examples(300)
@given(records(ONTOLOGY))
def test_any_annotation_comes_back_as_it_was_sent(record: Record) -> None:
    back = there_and_back(record, (record.annotation,), repair=False)
    assert back.entities == record.annotation.entities
    assert back.events == record.annotation.events
    assert back.unsure == record.annotation.unsure
    assert not back.problems
    assert not back.dropped


@examples(300)
@given(records(ONTOLOGY, tidy=True))
def test_untouched_suggestions_come_back_identical_but_for_the_marks_of_unseen_values(record: Record) -> None:
    back = there_and_back(record, (record.annotation,))
    marked = as_pulled(record.annotation, ONTOLOGY)
    assert (back.entities, back.events, back.unsure) == (marked.entities, marked.events, marked.unsure)
    assert not back.problems
    assert not back.repaired
    assert not back.dropped


@examples(100)
@given(records(ONTOLOGY, tidy=True))
def test_what_a_person_made_and_pushed_comes_back_identical(record: Record) -> None:
    made = record.annotation.with_(status=Status.SUBMITTED)
    back = there_and_back(record, (made,))
    assert (back.entities, back.events, back.unsure) == (made.entities, made.events, made.unsure)


@examples(100)
@given(records(ONTOLOGY, tidy=True))
def test_spans_labels_arguments_and_shown_attributes_need_no_plan(record: Record) -> None:
    back = there_and_back(record, ())
    assert [(e.id, e.start, e.end, e.label, e.text) for e in back.entities] == [
        (e.id, e.start, e.end, e.label, e.text) for e in record.annotation.entities
    ]
    triggered = [event for event in record.annotation.events if event.trigger]
    assert [(v.id, v.type, v.trigger, v.arguments) for v in back.events if v.trigger] == [
        (v.id, v.type, v.trigger, by_mention(v.arguments)) for v in triggered
    ]
    assert {v.type for v in back.events} == {v.type for v in record.annotation.events}
    assert back.unsure == record.annotation.unsure
    assert [one.unsure for one in back.regions] == [one.unsure for one in record.annotation.regions]
    asked = {name for name, attribute in ONTOLOGY.attributes.items() if attribute.ask}
    for mine, theirs in zip(triggered, (v for v in back.events if v.trigger), strict=True):
        assert theirs.attributes == {k: v for k, v in mine.attributes.items() if k in asked}


def by_mention(arguments: Sequence[Argument]) -> tuple[Argument, ...]:
    """The arguments with those of a mention side by side: one arrow has all roles of one direction."""
    mentions = [argument.entity for argument in arguments]
    return tuple(sorted(arguments, key=lambda argument: mentions.index(argument.entity)))


@examples(60)
@given(records(ONTOLOGY, tidy=True), st.randoms(use_true_random=False))
def test_the_order_in_which_the_screen_gives_results_does_not_matter(record: Record, random: Any) -> None:
    results = encode(record.annotation, BINDING, scores=True)
    in_order = decode(results, record.article.text, BINDING, ONTOLOGY, (record.annotation,))
    random.shuffle(results)
    back = decode(results, record.article.text, BINDING, ONTOLOGY, (record.annotation,))
    assert (back.entities, back.events) == (in_order.entities, in_order.events)
    assert [entity.id for entity in back.entities] == [entity.id for entity in record.annotation.entities]


def test_hidden_fields_are_restored_only_where_nobody_changed_the_region() -> None:
    record = meeting()
    results = encode(record.annotation, BINDING, scores=False)
    moved = next(result for result in results if result.get("id") == "e3")
    moved["value"]["end"] -= 1
    back = decode(results, TEXT, BINDING, ONTOLOGY, (record.annotation,))
    by_id = {item.id: item for item in back.entities}
    assert by_id["e3"].text == "Hano"
    assert by_id["e3"].ref is None
    assert by_id["e3"].score is None
    assert by_id["e2"].score == 0.9
    assert [str(item) for item in back.dropped] == ["“Hano” (LOC): was changed, so it lost its ref"]


def test_a_trigger_whose_type_was_changed_keeps_its_arguments() -> None:
    record = meeting()
    results = encode(record.annotation, BINDING, scores=False)
    trigger = next(one for one in results if one.get("value", {}).get("labels") == ["CONSULT"])
    trigger["value"]["labels"] = ["ACCUSE"]
    (event,) = decode(results, TEXT, BINDING, ONTOLOGY, (record.annotation,)).events
    assert event.type == "ACCUSE"
    assert event.arguments == record.annotation.events[0].arguments
    assert event.score is None


def broken(change: Any) -> Decoded:
    results = copy.deepcopy(encode(meeting().annotation, BINDING, scores=False))
    change(results)
    return decode(results, TEXT, BINDING, ONTOLOGY)


def set_value(index: int, **values: Any) -> Any:
    return lambda results: results[index]["value"].update(values)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda results: results.append(None), "is a NoneType"),
        (lambda results: results.append({"id": "x", "from_name": "gone", "type": "labels"}), "'gone'"),
        (set_value(0, end=10_000), "of a text of"),
        (set_value(0, start=5, end=5), "holds no word"),
        (set_value(0, start=2, end=3), "holds only white space, after “Le”; left out"),
        (set_value(0, start=None), "has no position"),
        (set_value(0, labels=[]), "has no label"),
        (
            set_value(0, labels=["PER", "LOC"]),
            "has the labels PER and LOC, which the ontology does not allow together",
        ),
        (set_value(0, labels=["NOPE"]), "“président cubain” (NOPE): diplomacy@1.1.0 has no such label"),
        (lambda results: results[0].pop("value"), "has no position"),
        (lambda results: results.pop(0), "its arrow “Agent” leads to a region that does not exist; left out"),
        (
            lambda results: results.append(
                {"type": "relation", "from_id": "e1", "to_id": "e2", "labels": ["Agent"]}
            ),
            "its arrow to “Ana Pérez” joins two mentions, not an event and a mention; left out",
        ),
        (
            lambda results: results.append(
                {"type": "relation", "from_id": "v1", "to_id": "e2", "labels": ["Friend"]}
            ),
            "its arrow to “Ana Pérez” has the role 'Friend', which does not exist",
        ),
        (
            lambda results: results.append(
                {"type": "relation", "from_id": "v1", "to_id": "e2", "labels": ["Friend"]}
            ),
            "has the role 'Friend', which does not exist",
        ),
        (
            lambda results: results.append(
                {"from_name": "article_types", "id": "t", "type": "choices", "value": {"choices": ["NOPE"]}}
            ),
            "which is no event type",
        ),
    ],
)
def test_what_cannot_be_understood_is_named_and_the_rest_is_kept(change: Any, message: str) -> None:
    back = broken(change)
    assert any(message in str(problem) for problem in back.problems), back.problems
    assert {"e2", "e3", "e4"} <= {item.id for item in back.entities}


def test_white_space_collapsed_by_the_browser_is_ignored_but_other_text_is_reported() -> None:
    assert not broken(set_value(0, text="président  cubain")).findings
    back = broken(set_value(0, text="président vietnamien"))
    assert [str(finding) for finding in back.problems] == [
        "“président cubain” (ROLE): its words are given as “président vietnamien”, which do not stand at its"
        " position; kept, with its position"
    ]
    assert back.entities[0].text == "président cubain"


def test_an_arrow_in_the_opposite_direction_means_the_same_argument() -> None:
    def turn(results: list[dict[str, Any]]) -> None:
        for result in results:
            if result.get("type") == "relation":
                result["from_id"], result["to_id"] = result["to_id"], result["from_id"]

    assert broken(turn).events[0].arguments == meeting().annotation.events[0].arguments


def test_two_values_of_a_single_value_attribute_are_reported() -> None:
    def choose_twice(results: list[dict[str, Any]]) -> None:
        chosen = next(result for result in results if result.get("from_name") == "modality")
        chosen["value"]["choices"] = ["asserted", "planned"]

    back = broken(choose_twice)
    assert [str(problem) for problem in back.problems] == [
        "“rencontré” (CONSULT): has several values of modality (asserted, planned); the last is kept"
    ]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 99) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
_KEYS = st.sampled_from(["id", "from_name", "type", "value", "from_id", "to_id", "labels", "direction"])


@examples(400)
@given(st.data())
def test_whatever_the_server_sends_nothing_raises(data: st.DataObject) -> None:
    results: list[Any] = copy.deepcopy(encode(meeting().annotation, BINDING, scores=True))
    for _ in range(data.draw(st.integers(1, 4))):
        result = data.draw(st.sampled_from(results))
        holder = (
            result["value"] if data.draw(st.booleans()) and isinstance(result.get("value"), dict) else result
        )
        key = data.draw(_KEYS | st.sampled_from(["start", "end", "text", "choices"]))
        holder[key] = data.draw(_JSON)
    anything: Any = data.draw(_JSON)
    pushed = meeting().annotation
    back = decode([*results, anything], TEXT, BINDING, ONTOLOGY, (pushed,))
    read = pushed.with_(entities=back.entities, events=back.events, lost=back.lost)
    assert read.text_problems(TEXT) == [], "it makes an annotation"


_IDS = st.sampled_from(["e1", "e2", "e3", "v1", "a b", 1, 1.0, "1", None, "article.AGREE"])
_WORDS = st.sampled_from(["Ana Pérez", "Hanoï", "3 mars.", " Hanoï ", "rencontré", "président cubain", " "])
_MARKS = st.tuples(
    _IDS, _WORDS, st.sampled_from(["PER", "LOC", "DATE", "ORG", "ROLE", "PLANET", "AGREE", "CONSULT"])
)


@examples(300)
@given(st.lists(_MARKS, max_size=8))
def test_every_label_of_every_region_is_kept_or_named(marks: list[tuple[Any, str, str]]) -> None:
    results = []
    for id, words, label in marks:
        start = TEXT.index(words)
        value = {"start": start, "end": start + len(words), "labels": [label]}
        control = "triggers" if label in ONTOLOGY.events else "entities"
        results.append({"id": id, "from_name": control, "to_name": "text", "value": value})
    back = decode(results, TEXT, BINDING, ONTOLOGY, (meeting().annotation,))
    gone = ("empty-span", "unknown-label", "double", "double-event")
    named = sum(finding.code in gone for finding in back.findings)
    for finding in back.findings:
        if finding.code == "several-labels":
            named += len(finding.values or ())
    assert len(back.regions) + named == len(marks), back.findings
