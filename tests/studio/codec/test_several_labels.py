"""A region with several labels keeps each that the ontology can hold, or the article is held back."""

from __future__ import annotations

from typing import Any

import pytest

from annotate.core.annotation import Argument, Entity, Event
from annotate.core.ontology import Ontology
from annotate.studio.codec.results import Decoded, decode, encode
from annotate.studio.screen.binding import bind, own_binding
from tests.builders import TEXT, meeting
from tests.studio.codec.test_decoder import KNOWN, arrow, choice, label, read, typed

Result = dict[str, Any]
SUGGESTED = meeting().annotation
ROLE = "président cubain"


def pulled(change: Any) -> Decoded:
    """The suggestions of a meeting, changed on the screen."""
    ontology = Ontology.load("diplomacy")
    binding = own_binding(ontology)
    results = encode(SUGGESTED, binding, scores=True)
    change(results)
    return decode(results, TEXT, binding, ontology, (SUGGESTED,))


def codes(decoded: Decoded) -> list[str]:
    return [finding.code for finding in decoded.findings]


def found(decoded: Decoded, label: str) -> Entity | Event:
    (region,) = (
        one for one in decoded.regions if label == (one.label if isinstance(one, Entity) else one.type)
    )
    return region


def test_a_mention_and_a_trigger_on_one_region_are_an_entity_and_an_event() -> None:
    """A suggestion is selected, the key of the other palette pressed: this is what Label Studio stores."""
    decoded = pulled(lambda results: results.append(label(ROLE, "PROTEST", "e1", "triggers")))
    role, protest = found(decoded, "ROLE"), found(decoded, "PROTEST")
    assert role == SUGGESTED.entities[0], "the suggestion keeps its id and its score"
    assert isinstance(protest, Event) and protest.trigger is not None
    assert (protest.trigger.text, protest.id[0], len(protest.id)) == (ROLE, "v", 11)
    assert found(decoded, "CONSULT") == SUGGESTED.events[0]
    assert codes(decoded) == ["several-labels-kept"]
    assert str(decoded.findings[0]) == (
        "“président cubain” (ROLE): has the labels ROLE and PROTEST; kept as ROLE mention and PROTEST event"
    )
    assert decoded.lost == {}
    again = pulled(lambda results: results.append(label(ROLE, "PROTEST", "e1", "triggers")))
    assert again.regions == decoded.regions, "the same ids at every pull"


def test_attributes_and_arrows_go_to_the_label_that_they_fit() -> None:
    def change(results: list[Result]) -> None:
        results.append(label(ROLE, "PROTEST", "e1", "triggers"))
        results.append(choice("e1", "polarity", "negated"))
        results.append(arrow("e1", "e3", "Place"))
        results.append(arrow("v1", "e1", "Recipient"))

    decoded = pulled(change)
    protest, met = found(decoded, "PROTEST"), found(decoded, "CONSULT")
    assert isinstance(protest, Event) and isinstance(met, Event)
    assert protest.attributes == {"polarity": "negated"}
    assert protest.arguments == (Argument(role="Place", entity="e3"),)
    assert Argument(role="Recipient", entity="e1") in met.arguments
    assert codes(decoded) == ["several-labels-kept"]


def test_a_trigger_that_also_got_a_label_of_a_mention_keeps_its_arrows() -> None:
    decoded = pulled(lambda results: results.append(label("rencontré", "PER", "v1")))
    met, person = found(decoded, "CONSULT"), [one for one in decoded.entities if one.text == "rencontré"]
    assert met == SUGGESTED.events[0]
    assert [(one.label, one.id[0]) for one in person] == [("PER", "e")]


@pytest.mark.parametrize("first", ["ROLE", "PROTEST"])
def test_without_a_suggestion_the_first_label_has_the_id(first: str) -> None:
    both = {
        "ROLE": label(ROLE, "ROLE", "x"),
        "PROTEST": label(ROLE, "PROTEST", "x", "triggers"),
    }
    decoded = read(both.pop(first), *both.values())
    assert found(decoded, first).id == "x"
    assert len(decoded.regions) == 2


def test_an_arrow_between_two_regions_that_are_both_is_read_in_its_direction() -> None:
    both = [
        label(ROLE, "ROLE", "a"),
        label(ROLE, "PROTEST", "a", "triggers"),
        label("Ana Pérez", "PER", "b"),
        label("Ana Pérez", "AGREE", "b", "triggers"),
    ]
    for drawn in (arrow("a", "b", "Agent"), arrow("b", "a", "Agent", direction="left")):
        decoded = read(*both, drawn)
        protest, agree = found(decoded, "PROTEST"), found(decoded, "AGREE")
        assert isinstance(protest, Event) and isinstance(agree, Event)
        assert protest.arguments == (Argument(role="Agent", entity="b"),)
        assert agree.arguments == ()
    decoded = read(*both, arrow("a", "b", "Agent", direction="bi"))
    assert "ambiguous" in decoded.lost
    assert read(*both, arrow("a", "a", "Agent")).lost.keys() == {"other-arrow"}


@pytest.mark.parametrize("in_one", [True, False], ids=["one result", "two results"])
def test_two_labels_of_which_one_may_contain_the_other_are_two_mentions(in_one: bool) -> None:
    outer, inner = "ROLE", "ORG"
    results = (
        [label(ROLE, outer, "x", labels=[outer, inner])]
        if in_one
        else [label(ROLE, outer, "x"), label(ROLE, inner, "x")]
    )
    decoded = read(*results)
    assert [(one.label, one.text) for one in decoded.entities] == [(outer, ROLE), (inner, ROLE)]
    assert decoded.entities[0].id == "x"
    assert codes(decoded) == ["several-labels-kept"]


def test_two_labels_that_may_not_nest_hold_the_article_back_and_are_named() -> None:
    decoded = read(label(ROLE, "PER", "x", labels=["PER", "LOC"]))
    assert [(one.id, one.label) for one in decoded.entities] == [("x", "PER")]
    (sentence,) = decoded.lost["several-labels"]
    assert sentence == (
        "“président cubain” (PER): has the labels PER and LOC, which the ontology does not allow together;"
        " PER is kept, LOC left out"
    )


def test_three_labels_keep_all_that_fit_together() -> None:
    decoded = read(
        label(ROLE, "PER", "x", labels=["PER", "LOC"]), label(ROLE, "PROTEST", "x", "triggers", score=0.5)
    )
    assert [found(decoded, name).id[0] for name in ("PER", "PROTEST")] == ["x", "v"]
    assert decoded.lost.keys() == {"several-labels"}


def test_two_types_on_one_trigger_are_two_events_that_share_arrows_and_attributes() -> None:
    two = label("rencontré", "CONSULT", "v", "triggers", labels=["CONSULT", "AGREE"])
    decoded = read(*KNOWN[:3], two, choice("v", "polarity", "negated"), arrow("v", "p", "Agent"))
    assert {event.type for event in decoded.events} == {"CONSULT", "AGREE"}
    assert [event.attributes for event in decoded.events] == [{"polarity": "negated"}] * 2
    assert [event.arguments for event in decoded.events] == [(Argument(role="Agent", entity="p"),)] * 2


def test_an_unknown_label_beside_a_known_one_is_lost_alone() -> None:
    decoded = read(label(ROLE, "ROLE", "x", labels=["PLANET", "ROLE"]))
    assert [(one.id, one.label) for one in decoded.entities] == [("x", "ROLE")]
    assert codes(decoded) == ["unknown-label"]


CONTROLS = """
<View>
  <Text name="t" value="$text"/>
  <Labels name="people" toName="t" choice="multiple"><Label value="PER"/><Label value="NORP"/></Labels>
  <Labels name="bodies" toName="t"><Label value="ORG"/><Label value="PER"/></Labels>
  <Choices name="NORP" toName="t" perRegion="true"><Choice value="sure"/></Choices>
</View>
"""


def by_hand(may_contain: dict[str, list[str]]) -> Ontology:
    """The ontology of a project made by hand, with two label controls and a choice named as a label."""
    return Ontology.model_validate(
        {
            "format": 1,
            "name": "hand",
            "version": "1.0.0",
            "languages": ["en"],
            "adopted": True,
            "entities": {name: {"may_contain": may_contain.get(name, [])} for name in ("PER", "NORP", "ORG")},
            "attributes": {"certain": {"on": ["NORP"], "kind": "single", "values": ["sure"]}},
            "renamed": {"attributes/NORP": "certain"},
        }
    )


def on_control(control: str, id: str, *labels: str) -> Result:
    return {**label(ROLE, labels[0], id, control, labels=[*labels]), "to_name": "t"}


def test_two_controls_over_one_text_and_a_choice_named_as_a_label_are_told_apart() -> None:
    ontology = by_hand({"ORG": ["PER", "NORP"], "NORP": ["PER"]})
    binding = bind(ontology, CONTROLS)
    results = [
        on_control("people", "x", "PER", "NORP"),
        on_control("bodies", "x", "ORG"),
        {"id": "x", "from_name": "NORP", "to_name": "t", "type": "choices", "value": {"choices": ["sure"]}},
    ]
    decoded = decode(results, TEXT, binding, ontology)
    assert {one.label: one.attributes for one in decoded.entities} == {
        "PER": {},
        "NORP": {"certain": "sure"},
        "ORG": {},
    }
    assert decoded.lost == {}
    held = by_hand({})
    decoded = decode(results, TEXT, bind(held, CONTROLS), held)
    assert [one.label for one in decoded.entities] == ["PER"]
    assert decoded.lost.keys() == {"several-labels", "bad-attribute"}


def test_results_of_controls_that_the_adoption_left_out_are_noted_and_hold_nothing_back() -> None:
    ontology = by_hand({})
    config = CONTROLS.replace("</View>", '<Rating name="mood" toName="t"/><Text name="u" value="$u"/></View>')
    results = [
        on_control("people", "x", "PER"),
        {"id": "y", "from_name": "mood", "to_name": "t", "type": "rating", "value": {"rating": 3}},
        {**on_control("people", "z", "PER"), "to_name": "u"},
    ]
    decoded = decode(results, TEXT, bind(ontology, config), ontology)
    assert [one.id for one in decoded.entities] == ["x"]
    assert codes(decoded) == ["not-read", "not-read"]
    assert decoded.lost == {}
    assert read({"id": "y", "from_name": "mood", "value": {"rating": 3}}).lost.keys() == {"other-tag"}


def test_a_relation_that_the_adopted_ontology_does_not_read_is_noted_and_holds_nothing_back() -> None:
    ontology = by_hand({})
    elsewhere = {**on_control("people", "z", "PER"), "to_name": "u"}
    config = CONTROLS.replace("</View>", '<Text name="u" value="$u"/></View>')
    one, other = (
        on_control("people", "x", "PER"),
        {**label("Ana Pérez", "ORG", "y", "bodies"), "to_name": "t"},
    )
    for drawn in (
        [arrow("x", "y", "works for")],
        [arrow("y", "x")],
        [arrow("x", "y", "works for", direction="bi")],
        [elsewhere, arrow("x", "z", "works for")],
    ):
        decoded = decode([one, other, *drawn], TEXT, bind(ontology, config), ontology)
        assert set(codes(decoded)) == {"not-read"}, drawn
        assert decoded.lost == {}
    decoded = decode([one, other, arrow("x", "gone", "works for")], TEXT, bind(ontology, config), ontology)
    assert decoded.lost.keys() == {"arrow-to-nothing"}


def test_a_label_in_two_controls_is_read_from_both() -> None:
    ontology = by_hand({})
    for control in ("people", "bodies"):
        (one,) = decode([on_control(control, "x", "PER")], TEXT, bind(ontology, CONTROLS), ontology).entities
        assert (one.id, one.label) == ("x", "PER")


def test_an_attribute_that_fits_no_label_of_the_region_is_named() -> None:
    decoded = read(label(ROLE, "ROLE", "x"), typed("x", "value", "2024"))
    assert codes(decoded) == ["bad-attribute"]
