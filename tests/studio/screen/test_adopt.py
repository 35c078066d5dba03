"""The ontology inferred from a screen made by hand: what is read, named and refused."""

from __future__ import annotations

from typing import Any

import pytest

from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.studio.codec.results import decode
from annotate.studio.screen.adopt import Inferred, infer
from annotate.studio.screen.binding import bind

TEXT = '<Text name="t" value="$t"/>'
NER = '<Labels name="ner" toName="t"><Label value="PER"/><Label value="ORG"/><Label value="CUE"/></Labels>'
WORDS = "Diallo accuse Son"


def adopted(*tags: str, results: Any = (), **chosen: Any) -> Inferred:
    return infer(f"<View>{''.join(tags)}</View>", "x", results, **chosen)


def span(id: str, words: str, label: str, control: str = "ner", to: str = "t") -> dict[str, Any]:
    start = WORDS.index(words)
    value = {"start": start, "end": start + len(words), "text": words, "labels": [label]}
    return {"id": id, "from_name": control, "to_name": to, "type": "labels", "value": value}


def chosen(id: str, control: str, *values: str) -> dict[str, Any]:
    return {"id": id, "from_name": control, "type": "choices", "value": {"choices": [*values]}}


def arrow(start: str, end: str, label: str = "by", direction: str = "right") -> dict[str, Any]:
    return {"type": "relation", "from_id": start, "to_id": end, "labels": [label], "direction": direction}


@pytest.mark.parametrize(
    ("tags", "reason"),
    [
        (['<Text name="t" value="$t" valueType="url"/>', NER], 'valueType="url"'),
        (['<Text name="t" value="$t" encoding="base64"/>', NER], "encoded"),
        (['<Text name="t" value="$a and $b"/>', NER], "several parts"),
        (['<Text name="t" value="always"/>', NER], "same words"),
        (
            [TEXT, '<Labels name="ner" toName="t" value="$labels"/>'],
            r"come from each task's data \(\$labels\)",
        ),
        ([TEXT, '<Labels name="ner" toName="t"><Label value="$l"/></Labels>'], "come from each task's data"),
        ([TEXT, '<Labels name="ner" toName="t"/>'], "without a <Label>"),
        (['<HyperText name="t" value="$t"/>', NER], "only over <HyperText>"),
        (['<Paragraphs name="t" value="$t"/>', NER.replace("Labels", "ParagraphLabels")], "<Paragraphs>"),
        (
            [TEXT, '<Text name="b" value="$b"/>', NER.replace('toName="t"', 'toName="t,b"')],
            "people label 2 texts there: t, b",
        ),
        ([TEXT, NER, NER.replace("PER", "LOC")], "two tags .* have the name 'ner'"),
        (["<b"], "not XML"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(tags: list[str], reason: str) -> None:
    with pytest.raises(ConfigError, match=reason):
        adopted(*tags)


def test_a_chosen_text_must_be_there_and_have_labels() -> None:
    for name in ("nowhere", "b"):
        with pytest.raises(ConfigError, match="Its texts with labels: t"):
            adopted(TEXT, '<Text name="b" value="$b"/>', NER, text=name)


def test_tags_in_any_case_and_namespace_are_read_and_comments_are_not() -> None:
    config = (
        '<View xmlns="urn:x"><!-- <Label value="OLD"/> --><text NAME="t" Value="$t"/>'
        '<labels name="ner" toname="t"><label value="PER"/></labels></View>'
    )
    assert list(infer(config, "x").ontology.entities) == ["PER"]


def test_relations_suggest_event_types_and_decide_nothing() -> None:
    results = [
        [span("a", "Diallo", "PER"), span("b", "Son", "ORG"), arrow("a", "b")],
        [span("a", "Diallo", "PER"), span("c", "accuse", "CUE"), arrow("a", "c", direction="left")],
    ]
    relations = '<Relations><Relation value="by"/></Relations>'
    found = adopted(TEXT, NER, relations, results=results)
    assert (list(found.ontology.events), list(found.ontology.roles)) == ([], [])
    assert found.suggested == {"PER": 1, "CUE": 1}, "every label, even if a relation ends there too"
    assert found.left_out["relation by from PER to ORG"].startswith("1 in")

    confirmed = adopted(TEXT, NER, relations, results=results, events=("CUE",))
    assert (list(confirmed.ontology.events), list(confirmed.ontology.roles)) == (["CUE"], ["by"])
    assert confirmed.suggested == {"PER": 1}
    assert "relation by from PER to ORG" in confirmed.left_out
    assert "relation by from CUE to PER" not in confirmed.left_out
    later = adopted(TEXT, NER, relations, results=results, kept=confirmed.ontology)
    assert (later.suggested, later.left_out) == (confirmed.suggested, confirmed.left_out)
    with pytest.raises(ConfigError, match=r"no label 'CEU'.*Its labels: PER, ORG, CUE"):
        adopted(TEXT, NER, events=("CEU",))
    with pytest.raises(ConfigError, match="all its labels would be event types"):
        adopted(TEXT, NER, events=("PER", "ORG", "CUE"))


@pytest.mark.parametrize(
    ("control", "are_events"),
    [
        ("triggers", True),
        ("event_types", True),
        ("eventTrigger", True),
        ("mots-déclencheurs", True),
        ("prevention", False),
        ("eventParticipants", False),
        ("event_names", False),
        ("ner2", False),
    ],
)
def test_a_controls_name_decides_only_if_every_word_of_it_is_about_events(
    control: str, are_events: bool
) -> None:
    other = f'<Labels name="{control}" toName="t"><Label value="Attack"/></Labels>'
    found = adopted(TEXT, NER, other)
    assert ("Attack" in found.ontology.events) is are_events
    assert found.events == ({"Attack": f"its control is named '{control}'"} if are_events else {})


def read(ontology: Ontology, results: list[dict[str, Any]], *tags: str) -> dict[str, str]:
    decoded = decode(results, WORDS, bind(ontology, f"<View>{''.join(tags)}</View>"), ontology)
    assert not decoded.problems
    return {
        **{item.id: item.label for item in decoded.entities},
        **{item.id: item.type for item in decoded.events},
        **{
            f"{item.id}.{name}": str(value)
            for item in decoded.entities
            for name, value in item.attributes.items()
        },
    }


def test_one_name_in_several_places_has_a_meaning_in_each() -> None:
    tags = (
        TEXT,
        '<Labels name="one" toName="t"><Label value="PER"/><Label value="Lieu / ville"/></Labels>',
        '<Labels name="two" toName="t"><Label value="PER"/><Label value="per"/></Labels>',
        '<Choices name="PER" toName="t" perRegion="true"><Choice value="PER"/></Choices>',
        '<TextArea name="Lieu / ville" toName="t" perRegion="true"/>',
        '<Choices name="war" toName="t"><Choice value="PER"/><Choice value="yes"/></Choices>',
        '<Choices name="trade" toName="t"><Choice value="yes"/></Choices>',
    )
    found = adopted(*tags)
    assert found.left_out == {}
    assert list(found.ontology.entities) == ["PER", "Lieu_ville_one", "PER_two", "per_2"]
    assert sorted(found.ontology.events) == ["PER_war", "yes_trade", "yes_war"]
    note = {"id": "a", "from_name": "Lieu / ville", "type": "textarea", "value": {"text": ["ici"]}}
    results = [
        span("a", "Diallo", "PER", "one"),
        chosen("a", "PER", "PER"),
        note,
        span("b", "accuse", "PER", "two"),
        span("c", "Son", "Lieu / ville", "one"),
        span("d", "Son", "per", "two"),
        chosen("w", "war", "PER"),
        chosen("x", "trade", "yes"),
    ]
    (own,) = [name for name in found.ontology.attributes if name != "PER"]
    assert read(found.ontology, results, *tags) == {
        **{"a": "PER", "b": "PER_two", "c": "Lieu_ville_one", "d": "per_2"},
        **{"a.PER": "PER", f"a.{own}": "ici"},
        **{"article.PER_war": "PER_war", "article.yes_trade": "yes_trade"},
    }


def test_a_label_and_a_choice_for_the_article_that_name_one_event_are_one_type() -> None:
    topics = '<Choices name="topic" toName="t"><Choice value="CUE"/><Choice value="Sport"/></Choices>'
    ontology = adopted(TEXT, NER, topics, events=("CUE",)).ontology
    assert list(ontology.events) == ["CUE", "Sport"]
    back = read(ontology, [span("a", "accuse", "CUE"), chosen("t", "topic", "CUE")], TEXT, NER, topics)
    assert back == {"a": "CUE", "article.CUE": "CUE"}


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_alias_that_was_added_leaves_what_was_stored_under_the_value(when: str) -> None:
    plain = (
        TEXT,
        '<Labels name="ner" toName="t"><Label value="Se rencontrer"/><Label value="PER"/></Labels>',
        '<Choices name="how" toName="t" perRegion="true"><Choice value="sûr"/></Choices>',
        '<Choices name="topic" toName="t"><Choice value="La guerre"/></Choices>',
    )
    aliased = tuple(
        tag.replace('"Se rencontrer"', '"Se rencontrer" alias="CONSULT"')
        .replace('"sûr"', '"sûr" alias="sure"')
        .replace('"La guerre"', '"La guerre" alias="WAR"')
        for tag in plain
    )
    ontology = adopted(*(aliased if when == "before" else plain)).ontology
    label = "CONSULT" if when == "before" else "Se_rencontrer"
    for stored, value, topic in (("Se rencontrer", "sûr", "La guerre"), ("CONSULT", "sure", "WAR")):
        results = [span("a", "accuse", stored), chosen("a", "how", value), chosen("w", "topic", topic)]
        back = read(ontology, results, *aliased)
        assert back["a"] == label
        assert back["a.how"] == ("sure" if when == "before" else "sûr")
        assert len(back) == 3


def test_a_region_in_another_text_is_not_taken_for_one_in_this() -> None:
    both = NER.replace('toName="t"', 'toName="t,b"')
    tags = (TEXT, '<Text name="b" value="$b"/>', both)
    found = adopted(*tags, text="t")
    assert found.ontology.text_tag == "t"
    binding = bind(found.ontology, f"<View>{''.join(tags)}</View>")
    decoded = decode([span("a", "Diallo", "PER", to="b")], WORDS, binding, found.ontology)
    assert decoded.entities == ()
    other = adopted(*tags, text="b")
    assert bind(other.ontology, f"<View>{''.join(tags)}</View>").text_key == "b"


def test_every_control_is_read_or_listed() -> None:
    tags = [
        '<Rating name="a" toName="t"/>',
        '<Number name="b" toName="t" perRegion="true"/>',
        '<DateTime name="c" toName="t"/>',
        '<Taxonomy name="d" toName="t"><Choice value="x"/></Taxonomy>',
        '<TextArea name="e" toName="t"/>',
        '<Choices name="f" toName="t" value="$choices"/>',
        '<Choices name="g" toName="t" perItem="true"><Choice value="x"/></Choices>',
        '<Choices name="h" toName="t"><Choice value="x"><Choice value="y"/></Choice></Choices>',
        '<Image name="i" value="$i"/>',
        '<RectangleLabels name="j" toName="i"><Label value="x"/></RectangleLabels>',
        '<Choices name="k" toName="t" perRegion="true" whenLabelValue="GONE"><Choice value="x"/></Choices>',
    ]
    found = adopted(TEXT, NER, *tags)
    assert sorted(found.left_out) == ["a", "b", "c", "d", "e", "f", "g", "h", "j", "k"]
    assert (list(found.ontology.attributes), list(found.ontology.events)) == ([], [])


def test_attributes_follow_what_people_did_where_the_screen_says_less() -> None:
    choices = '<Choice value="x"/><Choice value="y"/></Choices>'
    how = f'<Choices name="how" toName="t" perRegion="true" whenLabelValue="CUE">{choices}'
    done = [[span("a", "Diallo", "PER"), chosen("a", "how", "x", "y")]]
    attribute = adopted(TEXT, NER, how, results=done).ontology.attributes["how"]
    assert (attribute.on, attribute.kind) == (("PER", "CUE"), "multiple")
    assert adopted(TEXT, NER, how).ontology.attributes["how"].on == ("CUE",)
