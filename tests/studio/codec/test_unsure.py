"""What an annotator is unsure of: read in any form, kept on screens that lack the boxes, never lost."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element, fromstring, tostring

import pytest

from annotate.core.annotation import Annotation, Status
from annotate.core.ontology import Ontology
from annotate.studio.codec.results import Decoded, decode, encode
from annotate.studio.screen.binding import Binding, bind
from annotate.studio.screen.carried import carried
from annotate.studio.screen.label_config import build_label_config
from annotate.studio.screen.screen_use import ScreenUse
from annotate.studio.screen.unsure import UnsureNames
from tests.builders import TEXT, annotation, article, entity, event, meeting
from tests.studio.codec.test_decoder import BINDING, KNOWN, ONTOLOGY, choice, label, read, typed

Result = dict[str, Any]
SPAN = {key: label("rencontré", "CONSULT", "v")["value"][key] for key in ("start", "end", "text")}
UNSURE = annotation(
    article(),
    (entity(TEXT, "Hanoï", "LOC", "l", unsure="la ville ?"), entity(TEXT, "Ana Pérez", "PER", "p")),
    (event(TEXT, "rencontré", "CONSULT", "v", unsure=""), event(TEXT, None, "AGREE", "x", unsure="vrai ?")),
    status=Status.SUBMITTED,
    unsure="quelle date ?",
)


def codes(decoded: Decoded) -> list[str]:
    return [finding.code for finding in decoded.findings]


def of_article(control: str, **value: Any) -> Result:
    return {"id": control, "from_name": control, "to_name": "text", "type": "choices", "value": value}


def said(decoded: Decoded | Annotation) -> dict[str, str | None]:
    return {region.id: region.unsure for region in decoded.regions}


def screen_without(*names: str, ontology: Ontology = ONTOLOGY) -> Binding:
    """A live screen that lacks the controls with these names."""
    root = fromstring(build_label_config(ontology))
    for parent in list(root.iter()):
        for child in [one for one in parent if one.get("name") in names]:
            parent.remove(child)
    return bind(ontology, tostring(root, encoding="unicode"))


def back(sent: Annotation, binding: Binding, pushed: tuple[Annotation, ...]) -> Decoded:
    return decode(encode(sent, binding, scores=False), TEXT, binding, ONTOLOGY, pushed)


ALL = ("unsure", "unsure_remark", "region_unsure", "region_unsure_remark")


def test_boxes_and_remarks_are_read_and_hold_nothing_back() -> None:
    decoded = read(
        *KNOWN,
        of_article("unsure", choices=["unsure"]),
        {**of_article("unsure_remark", text=["which date?", "or place?"]), "type": "textarea"},
        choice("l", "region_unsure", "unsure"),
        typed("v", "region_unsure_remark", "which meeting?"),
    )
    assert decoded.unsure == "which date?\nor place?"
    assert {id: one for id, one in said(decoded).items() if one is not None} == {
        "l": "",
        "v": "which meeting?",  # a remark without its box counts
    }
    assert not decoded.findings


def test_nobody_is_unsure_where_nobody_said_it() -> None:
    decoded = read(*KNOWN, of_article("unsure", choices=[]), typed("v", "region_unsure_remark", " "))
    assert decoded.unsure is None
    assert set(said(decoded).values()) == {None}
    assert not decoded.findings


@pytest.mark.parametrize(
    "value",
    [
        {"text": ["unsure"]},
        {"labels": ["unsure"]},
        {"choices": [{"value": "unsure"}]},
        {"taxonomy": [["unsure"]]},
        [{"choices": ["unsure"]}],
        {**SPAN, "choices": ["unsure"]},
        {"choices": ["Pas sûr de l’article"]},  # what the screen shows, as an import by hand may hold it
        {"choices": ["Not sure"]},  # and what it showed before
        "unsure",
    ],
    ids=str,
)
def test_a_box_in_another_form_is_read(value: Any) -> None:
    decoded = read(
        *KNOWN, {**choice("v", "region_unsure"), "value": value}, {**of_article("unsure"), "value": value}
    )
    assert (decoded.unsure, said(decoded)["v"]) == ("", "")
    assert set(codes(decoded)) <= {"other-form"} and decoded.lost == {}


@pytest.mark.parametrize(
    "value", [{"choices": ["sure"]}, {"number": {"odd": 1}}, {"choices": [True]}], ids=str
)
def test_what_is_in_no_form_is_named_as_lost(value: Any) -> None:
    decoded = read(
        *KNOWN, {**of_article("unsure"), "value": value}, {**choice("v", "region_unsure"), "value": value}
    )
    assert decoded.unsure is None and said(decoded)["v"] is None
    assert codes(decoded) == ["unread-value"] * 2
    assert set(decoded.lost) == {"unread-value"}


def test_a_box_of_a_region_that_does_not_exist_is_named_with_its_remark() -> None:
    decoded = read(
        *KNOWN, choice("gone", "region_unsure", "unsure"), typed("gone", "region_unsure_remark", "why")
    )
    assert codes(decoded) == ["attribute-of-nothing"] * 2
    assert "“why”" in decoded.lost["attribute-of-nothing"][1]


def test_a_box_for_one_of_two_regions_with_the_same_id_is_doubtful() -> None:
    twice = [label("Ana Pérez", "PER", "x"), label("Hanoï", "LOC", "x")]
    decoded = read(*twice, choice("x", "region_unsure", "unsure"))
    assert "ambiguous" in codes(decoded)
    assert [one.unsure for one in decoded.entities] == ["", None]


def test_a_remark_of_characters_that_no_file_may_hold_loses_only_those() -> None:
    decoded = read(*KNOWN, typed("v", "region_unsure_remark", "a\x00b\ud800c"))
    assert said(decoded)["v"] == "abc"


def test_each_label_of_a_region_with_several_is_unsure() -> None:
    both = [label("Hanoï", "LOC", "x"), label("Hanoï", "CONSULT", "x", "triggers")]
    decoded = read(*both, choice("x", "region_unsure", "unsure"))
    assert [one.unsure for one in decoded.regions] == ["", ""]


def test_doubles_that_are_merged_keep_both_remarks() -> None:
    decoded = read(
        label("Hanoï", "LOC", "x"),
        label("Hanoï", "LOC", "y"),
        typed("x", "region_unsure_remark", "one"),
        typed("y", "region_unsure_remark", "two"),
    )
    assert [one.unsure for one in decoded.entities] == ["one\ntwo"]


@pytest.mark.parametrize("lacking", [(), ALL, ("region_unsure_remark", "unsure_remark"), ALL[::2]], ids=str)
def test_what_a_person_made_and_pushed_comes_back_on_screens_that_lack_boxes(
    lacking: tuple[str, ...],
) -> None:
    decoded = back(UNSURE, screen_without(*lacking), (UNSURE,))
    assert (decoded.unsure, said(decoded)) == (UNSURE.unsure, said(UNSURE))
    assert not decoded.problems and not decoded.dropped


def test_a_box_that_somebody_cleared_stays_clear_and_another_annotator_is_not_made_unsure() -> None:
    sure = UNSURE.with_(
        unsure=None,
        entities=tuple(one.with_(unsure=None) for one in UNSURE.entities),
        events=tuple(one.with_(unsure=None) for one in UNSURE.events if one.trigger is not None),
    )
    decoded = back(sure, BINDING, (UNSURE,))
    assert decoded.unsure is None and set(said(decoded).values()) == {None}


def test_a_suggestion_makes_nobody_unsure_of_an_article_on_a_screen_without_the_box() -> None:
    suggested = meeting().annotation.with_(unsure="really?")
    assert back(suggested, screen_without(*ALL), (suggested,)).unsure is None
    assert back(suggested, BINDING, (suggested,)).unsure == "really?"


def test_a_region_that_was_moved_loses_what_no_screen_showed_and_says_so() -> None:
    binding = screen_without(*ALL)
    results = encode(UNSURE, binding, scores=False)
    results[0]["value"] |= {"start": results[0]["value"]["start"] - 2, "text": "à Hanoï"}
    decoded = decode(results, TEXT, binding, ONTOLOGY, (UNSURE,))
    assert [finding.values for finding in decoded.dropped] == [("unsure",)]


def with_attributes(**kinds: str) -> Ontology:
    """The ontology with attributes of triggers that have these names and kinds."""
    data = ONTOLOGY.model_dump(mode="json")
    values = {"unsure": {"en": "not sure"}}
    for name, kind in kinds.items():
        entry = {"on": ["CONSULT"], "kind": kind, **({} if kind == "string" else {"values": values})}
        data["attributes"][name] = entry
    return Ontology.model_validate({**data, "version": "9.0.0"})


NAMED_ALIKE = with_attributes(
    unsure="single", unsure_remark="string", region_unsure="multiple", region_unsure_remark="string"
)
BOXES = [
    choice("v", "region_unsure", "unsure"),
    typed("v", "region_unsure_remark", "which meeting?"),
    of_article("unsure", choices=["unsure"]),
    {**of_article("unsure_remark", text=["which date?"]), "type": "textarea"},
]


def test_an_attribute_of_the_same_name_has_a_control_of_another_name() -> None:
    config = build_label_config(NAMED_ALIKE)
    names = [str(tag.get("name")) for tag in fromstring(config).iter() if _is_control(tag)]
    assert len(names) == len(set(names))
    binding = bind(NAMED_ALIKE, config)
    assert binding.unsure.names == set(ALL)
    assert {tag.name for tag in binding.attributes if tag.attribute in ALL} == {
        f"{name}-attribute" for name in ALL
    }


def test_what_was_said_before_an_attribute_got_the_name_of_a_box_means_the_same() -> None:
    results = [*KNOWN, *BOXES]
    before = read(*results)
    use = ScreenUse()
    use.take(results)
    screen = carried(build_label_config(ONTOLOGY), NAMED_ALIKE, "en", use, [ONTOLOGY]).config
    binding = bind(NAMED_ALIKE, screen, [ONTOLOGY])
    after = decode(results, TEXT, binding, NAMED_ALIKE)
    assert (after.unsure, said(after)) == (before.unsure, said(before)) == ("which date?", said(before))
    assert said(after)["v"] == "which meeting?"
    assert [one.attributes for one in after.regions] == [one.attributes for one in before.regions]
    both = [*results, choice("v", "unsure-attribute", "unsure")]
    (event,) = [one for one in decode(both, TEXT, binding, NAMED_ALIKE).events if one.id == "v"]
    assert event.attributes["unsure"] == "unsure"


@pytest.mark.parametrize("in_use", [True, False])
def test_the_control_of_an_attribute_that_is_dropped_is_not_taken_for_a_box(in_use: bool) -> None:
    earlier = UnsureNames(*(f"{name}_" for name in ALL))  # made before attributes had to give way
    live = build_label_config(NAMED_ALIKE, "en", earlier)
    values = [choice("v", "unsure", "unsure"), choice("v", "region_unsure", "unsure")]
    boxes = [{**one, "from_name": f"{one['from_name']}_"} for one in BOXES]
    binding = bind(NAMED_ALIKE, live)
    assert {tag.name for tag in binding.attributes if tag.attribute in ALL} == set(ALL)
    use = ScreenUse()
    use.take([*KNOWN, *boxes, *(values if in_use else [])])
    screen = carried(live, ONTOLOGY, "en", use, [NAMED_ALIKE]).config
    for config in (screen, carried(screen, ONTOLOGY, "en", use, [NAMED_ALIKE]).config):
        present = bind(ONTOLOGY, config, [NAMED_ALIKE])
        old = decode([*KNOWN, *values], TEXT, present, ONTOLOGY)
        assert old.unsure is None and set(said(old).values()) == {None}
        (event,) = [one for one in old.events if one.id == "v"]
        assert (event.attributes["unsure"], event.attributes["region_unsure"]) == ("unsure", ("unsure",))
        new = decode([*KNOWN, *boxes], TEXT, present, ONTOLOGY)
        assert (new.unsure, said(new)["v"]) == ("which date?", "which meeting?")


@pytest.mark.parametrize("remark", [" why? ", "\r\nwhy?\r\nor who?\n", " ", "\r"])
def test_a_remark_is_sent_as_it_comes_back(remark: str) -> None:
    sent = UNSURE.with_(unsure=remark, entities=tuple(one.with_(unsure=remark) for one in UNSURE.entities))
    once = back(sent, BINDING, ())
    assert once.unsure == remark.replace("\r\n", "\n").strip()
    results = encode(sent, BINDING, scores=False)
    again = sent.with_(unsure=once.unsure, entities=once.entities)
    assert encode(again, BINDING, scores=False) == results


def _is_control(tag: Element) -> bool:
    return tag.get("toName") is not None


def test_a_person_who_ticks_nothing_sends_nothing() -> None:
    results = encode(meeting().annotation, BINDING, scores=True)
    assert not {result.get("from_name") for result in results} & BINDING.unsure.names
