"""The labelling screen made from an ontology, and the errors when a live screen no longer matches it."""

from __future__ import annotations

import re
from xml.etree.ElementTree import SubElement, fromstring, tostring

import pytest

from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.studio.screen.binding import bind
from annotate.studio.screen.label_config import build_label_config

ONTOLOGY = Ontology.load("diplomacy")
XML = build_label_config(ONTOLOGY)


def test_every_label_has_its_colour_and_hotkey_on_the_screen() -> None:
    labels = {item.get("alias") or item.get("value"): item for item in fromstring(XML).iter("Label")}
    for entries in (ONTOLOGY.entities, ONTOLOGY.events):
        for name, entry in entries.items():
            assert labels[name].get("background") == entry.color
            assert labels[name].get("hotkey") == entry.hotkey


def test_roles_are_relations_and_source_and_date_stand_above_the_text() -> None:
    root = fromstring(XML)
    assert [item.get("value") for item in root.iter("Relation")] == ["Agent", "Destinataire", "Lieu", "Date"]
    (menu,) = root.iter("Relations")
    assert menu.get("choice") == "single", "an arrow takes one role"
    texts = list(root.iter("Text"))
    assert [item.get("value") for item in texts] == ["$header", "$text"]
    assert all(item.get("valueType") == "text" for item in texts)


def test_attributes_are_asked_per_region_with_the_values_of_the_type() -> None:
    choices = {item.get("name"): item for item in fromstring(XML).iter("Choices")}
    modes = {item.get("alias"): item.get("value") for item in choices["mode-CONSULT"].iter("Choice")}
    assert modes == {
        "visit": "visite",
        "third-party": "chez un tiers",
        "multilateral": "multilatéral",
        "phone": "à distance",
    }
    assert choices["mode-CONSULT"].get("whenLabelValue") == "CONSULT"
    assert choices["polarity"].get("perRegion") == "true"
    assert "context" not in choices, "an attribute with ask: false is not on the screen"


def test_an_attribute_with_the_name_of_another_control_has_a_control_of_its_own() -> None:
    form = ONTOLOGY.model_dump()
    named = ("text", "labels", "entities", "triggers", "article_types", "source", "mode-AGREE")
    closed = {"on": ["AGREE"], "kind": "single", "values": ["a"]}
    form["attributes"] |= dict.fromkeys(named, closed)
    ontology = Ontology.model_validate(form)
    controls = [item for item in fromstring(build_label_config(ontology)).iter() if item.get("name")]
    names = [item.get("name") for item in controls]
    assert len(names) == len(set(names))
    binding = bind(ontology, build_label_config(ontology))
    assert {binding.attribute_tag(name, "AGREE") for name in named}.isdisjoint({None})


def test_mentions_and_triggers_are_labels_of_one_control() -> None:
    (control,) = fromstring(XML).iter("Labels")
    assert control.get("choice", "single") == "single", "a second label replaces the first"
    rows = [[item.get("alias", item.get("value")) for item in row.iter("Label")] for row in control]
    assert rows == [[*ONTOLOGY.entities], [*ONTOLOGY.events]]


def test_the_screen_of_a_project_made_before_with_two_palettes_binds_and_is_written_to() -> None:
    form = ONTOLOGY.model_dump()
    form["attributes"]["labels"] = {"on": ["AGREE"], "kind": "single", "values": ["a"]}
    ontology = Ontology.model_validate(form)
    binding = bind(ontology, two_palettes(ontology))
    assert {place.control for place in binding.entities.values()} == {"entities"}
    assert {place.control for place in binding.triggers.values()} == {"triggers"}
    tag = binding.attribute_tag("labels", "AGREE")
    assert tag is not None
    assert tag.name == "labels", "there the name was free"
    with pytest.raises(ConfigError, match=re.escape("<Labels name='triggers'>")):
        bind(ontology, two_palettes(ontology).replace('name="triggers"', 'name="events"'))


def test_results_of_two_palettes_are_read_on_a_screen_with_one_control() -> None:
    binding = bind(ONTOLOGY, XML)
    assert binding.label_name("entities", "PER", ONTOLOGY) == "PER"
    assert binding.label_name("triggers", "CONSULT", ONTOLOGY) == "CONSULT"
    assert binding.label_name("triggers", "PER", ONTOLOGY) is None
    assert {"labels", "entities", "triggers"} <= binding.label_controls


def two_palettes(ontology: Ontology) -> str:
    """The screen as it was when mentions and triggers had a control each."""
    root = fromstring(build_label_config(ontology))
    (tools,) = (view for view in root.iter("View") if view.get("className") == "annotate-tools")
    (control,) = tools
    for name, row in zip(("entities", "triggers"), control, strict=True):
        SubElement(tools, "Labels", name=name, toName="text").extend(row)
    tools.remove(control)
    for item in root.iter("Choices"):
        item.set("name", str(item.get("name")).removesuffix("-attribute"))
    return tostring(root, encoding="unicode")


def test_an_ontology_without_events_has_no_triggers_relations_or_article_types() -> None:
    root = fromstring(build_label_config(Ontology.load("conll")))
    assert [item.get("name") for item in root.iter("Labels")] == ["labels"]
    assert not list(root.iter("Relation"))
    assert [item.get("name") for item in root.iter("Choices")] == ["region_unsure", "unsure"]


def test_our_own_configuration_binds() -> None:
    binding = bind(ONTOLOGY, XML)
    assert binding.text_key == "text"
    tag = binding.attribute_tag("mode", "CONSULT")
    assert tag is not None
    assert tag.name == "mode-CONSULT"
    assert binding.attribute_tag("context", "CONSULT") is None


@pytest.mark.parametrize(
    ("old", "new", "lacks"),
    [
        ('alias="PER"', 'alias="PERSON"', "PER in labels"),
        ('name="labels"', 'name="events"', "<Labels name='labels'>"),
        ('<Relation value="Lieu" />', "", "relation Place"),
        ('"Lieu" />', '"Endroit" />', "relation Place (it has 'Endroit')"),
        ('alias="negated"', 'alias="no"', "negated in polarity"),
        ('name="text"', 'name="txt"', "<Text name='text'>"),
    ],
)
def test_a_changed_configuration_is_refused_and_the_message_names_what_it_lacks(
    old: str, new: str, lacks: str
) -> None:
    assert old in XML
    with pytest.raises(ConfigError) as refused:
        bind(ONTOLOGY, XML.replace(old, new))
    assert lacks in str(refused.value)
    assert "Labeling Interface" in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            'value="$text"',
            'value="$other"',
            "shows the column $other, but the articles are in the column $text",
        ),
        ('value="$text"', 'value="$body"', "shows the column $body"),
        ('value="$text"', 'value="$title"', "shows the column $title"),
        ('value="$text"', 'value="$Text"', "shows the column $Text"),
        ('value="$text"', 'value="$text.body"', "shows the column $text.body"),
        ('value="$text"', 'value="$text $title"', "shows the column $text $title"),
        ('value="$text"', 'value="text"', "shows 'text', which is no column"),
        ('value="$text"', "", "shows '', which is no column"),
        ('value="$text" valueType="text"', 'value="$text" valueType="url"', "has valueType='url'"),
        ('value="$text"', 'value="$text" encoding="base64"', "has encoding='base64'"),
        ('value="$text"', 'value="$other"', 'Set value="$text"'),
        ('<Text name="text"', '<HyperText name="text"', "<Text name='text'>"),
        (' toName="text"', ' toName="other"', "<Labels name='labels' toName='text'>"),
    ],
)
def test_a_screen_that_shows_another_text_is_refused_and_the_column_is_named(
    old: str, new: str, says: str
) -> None:
    assert old in XML
    with pytest.raises(ConfigError) as refused:
        bind(ONTOLOGY, XML.replace(old, new))
    assert says in str(refused.value)


def test_a_second_text_beside_the_article_is_allowed() -> None:
    second = '<Text name="note" value="$title" /></View>'
    assert bind(ONTOLOGY, XML.removesuffix("</View>") + second).text_key == "text"


def test_a_configuration_that_is_no_xml_is_refused() -> None:
    with pytest.raises(ConfigError, match="is not XML"):
        bind(ONTOLOGY, "<View")


def test_a_label_without_a_key_takes_none_where_others_have_one() -> None:
    form = {"format": 1, "name": "x", "version": "1.0.0", "languages": ["en"]}
    mixed = Ontology.model_validate({**form, "entities": {"SHIP": {"hotkey": "s"}, "PORT": {}}})
    assert [one.get("hotkey") for one in fromstring(build_label_config(mixed)).iter("Label")] == ["s", "–"]
    bare = Ontology.model_validate({**form, "entities": ["SHIP", "PORT"]})
    assert [one.get("hotkey") for one in fromstring(build_label_config(bare)).iter("Label")] == [None, None]


def test_the_boxes_for_who_is_not_sure_say_of_what() -> None:
    for language, words in (
        ("fr", ["Pas sûr de cette région", "Pas sûr de l’article"]),
        ("en", ["Not sure of this region", "Not sure of the article"]),
    ):
        root = fromstring(build_label_config(ONTOLOGY, language))
        assert [item.get("value") for item in root.iter("Choice") if item.get("alias") == "unsure"] == words


def test_no_choice_takes_a_key_of_the_keyboard() -> None:
    keys = {item.get("hotkey") for item in fromstring(XML).iter("Choice")}
    (key,) = keys
    assert key is not None, "Label Studio gives a choice without a key the next free one"
    assert ord(key.upper()) > 255, "no browser has such a key code"


def test_a_typed_value_shows_how_to_write_it() -> None:
    fields = {item.get("name"): item.get("placeholder") for item in fromstring(XML).iter("TextArea")}
    example = fields["value"]
    assert example is not None
    assert ONTOLOGY.attributes["value"].problem_with("DATE", example) is None
    assert fields["unsure_remark"] == "Pourquoi ?"
    form = ONTOLOGY.model_dump()
    form["attributes"]["note"] = {"on": ["DATE"], "kind": "string"}
    other = fromstring(build_label_config(Ontology.model_validate(form)))
    (free,) = (item for item in other.iter("TextArea") if item.get("name") == "note")
    assert free.get("placeholder") is None, "any text is allowed"
