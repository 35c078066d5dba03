"""Builds Label Studio's labelling configuration (XML) from an ontology."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from annotate.core.ontology import Ontology
from annotate.core.ontology_form import Attribute, EntityType, EventType
from annotate.core.screen_words import role_words, type_words, value_words
from annotate.studio.screen.keys import NO_KEY
from annotate.studio.screen.live_config import LiveConfig
from annotate.studio.screen.style import style_sheet
from annotate.studio.screen.unsure import UnsureNames, add_unsure_of_article, add_unsure_of_region

SOURCE_TAG = "source"
TEXT_TAG = "text"
TEXT_KEY = "text"  # the column of a task with the article
LABEL_TAG = "labels"
ENTITY_TAG, TRIGGER_TAG = "entities", "triggers"  # in projects made before there was one LABEL_TAG
TYPES_TAG = "article_types"

NAMES = UnsureNames()

_TYPES_HEADING = {"fr": "Événements que nul mot ne nomme", "en": "Events that no word names"}


@dataclass(frozen=True)
class AttributeTag:
    """A per-region control for one attribute, shown for all labels that have the same values."""

    name: str
    attribute: str
    labels: tuple[str, ...]
    values: tuple[str, ...]  # empty for a string


def attribute_tags(
    ontology: Ontology, *, two_palettes: bool = False, unsure: UnsureNames | None = NAMES
) -> list[AttributeTag]:
    """The controls for all attributes on the screen. An attribute has a control for each list of values.

    ``two_palettes`` is for projects made when mentions and triggers had a control each. ``unsure`` has the
    names of the controls that say *not sure*; None for projects made before there were any.
    """
    tags = []
    palettes = {ENTITY_TAG, TRIGGER_TAG} if two_palettes else {ENTITY_TAG, TRIGGER_TAG, LABEL_TAG}
    taken = {SOURCE_TAG, TEXT_TAG, TYPES_TAG} | palettes | (unsure.all() if unsure else set())
    if ontology.adopted:
        taken = set()
    for name, attribute in ontology.attributes.items():
        if not attribute.ask:
            continue
        groups: dict[tuple[str, ...], list[str]] = {}
        for label in attribute.on:
            groups.setdefault(attribute.values_for(label), []).append(label)
        for values, labels in groups.items():
            # The name contains the labels only if the values differ by label: "mode-CONSULT".
            tag = name if len(groups) == 1 else f"{name}-{labels[0]}"
            while tag in taken:  # Label Studio would mix up two controls of one name
                tag = f"{tag}-attribute"
            taken.add(tag)
            tags.append(AttributeTag(tag, name, tuple(labels), values))
    return tags


def build_label_config(ontology: Ontology, language: str | None = None, unsure: UnsureNames = NAMES) -> str:
    """Builds the XML of the labelling screen, with words in ``language``: if None, in the ontology's first.

    ``unsure`` has the names of the controls that say *not sure*. For a project that people work in already,
    see `carried`.
    """
    language = language or ontology.languages[0]
    view = Element("View")
    SubElement(view, "Style").text = style_sheet(language)
    columns = SubElement(view, "View", className="annotate-columns")
    article = SubElement(columns, "View", className="annotate-article")
    source = SubElement(article, "View", className="annotate-source")
    SubElement(source, "Text", name=SOURCE_TAG, value="$header", valueType="text")
    text = SubElement(article, "View", className="annotate-text")
    shown = {"name": TEXT_TAG, "value": "$text", "valueType": "text", "showLabels": "true"}
    SubElement(text, "Text", shown, granularity="symbol")
    side = SubElement(columns, "View", className="annotate-side")
    tools = SubElement(side, "View", className="annotate-tools")
    _add_palette(tools, ontology, language)
    attributes = SubElement(side, "View", className="annotate-attributes")
    add_unsure_of_region(attributes, TEXT_TAG, language, unsure)
    for tag in attribute_tags(ontology, unsure=unsure):
        _add_attribute(attributes, tag, ontology.attributes[tag.attribute], language)
    box = SubElement(side, "View", className="annotate-types")
    if ontology.events:
        _add_types(box, ontology, language)
    add_unsure_of_article(box, TEXT_TAG, language, unsure)
    if ontology.roles and ontology.events:
        relations = SubElement(view, "Relations", choice="single")
        for word in role_words(ontology, language).values():
            SubElement(relations, "Relation", value=word)
    indent(view)
    return tostring(view, encoding="unicode")


def has_two_palettes(live: LiveConfig, text: str) -> bool:
    """Whether mentions and triggers have a control each, as in projects made before they had one together."""
    names = {control.name for control in live.of_kind("Labels", text)}
    return LABEL_TAG not in names and ENTITY_TAG in names


def _add_palette(tools: Element, ontology: Ontology, language: str) -> None:
    words = type_words(ontology, language)
    # One control for both: a key of the other group relabels a region, and never gives it a second label.
    labels = SubElement(tools, "Labels", name=LABEL_TAG, toName=TEXT_TAG, showInline="true")
    groups: list[tuple[str, Mapping[str, EntityType | EventType]]] = [
        ("annotate-entities", ontology.entities),
        ("annotate-triggers", ontology.events),
    ]
    has_keys = any(entry.hotkey for _, entries in groups for entry in entries.values())
    for css_class, entries in groups:
        if not entries:
            continue
        group = SubElement(labels, "View", className=css_class)
        for code, entry in entries.items():
            label = {**_worded(code, words[code]), "background": entry.color}
            if (title := entry.titled(code, language)) != words[code]:
                label["hint"] = title
            if entry.hotkey or has_keys:  # if no label has one, Label Studio numbers them
                label["hotkey"] = entry.hotkey or NO_KEY
            SubElement(group, "Label", label)


def _add_types(box: Element, ontology: Ontology, language: str) -> None:
    heading = _TYPES_HEADING.get(language, _TYPES_HEADING["en"])
    SubElement(box, "Header", value=heading, size="6")
    types = SubElement(box, "Choices", name=TYPES_TAG, toName=TEXT_TAG, choice="multiple", showInline="true")
    words = type_words(ontology, language)
    for code, event in ontology.events.items():
        choice = {**_worded(code, words[code]), "hotkey": NO_KEY}
        if (title := event.titled(code, language)) != words[code]:
            choice["hint"] = title
        SubElement(types, "Choice", choice)


def _add_attribute(parent: Element, tag: AttributeTag, attribute: Attribute, language: str) -> None:
    when = {"visibleWhen": "region-selected", "whenLabelValue": ",".join(tag.labels)}
    control = {"name": tag.name, "toName": TEXT_TAG, "perRegion": "true", **when}
    box = SubElement(parent, "View", {"className": "annotate-attribute", **when})
    SubElement(box, "Header", value=attribute.worded(tag.attribute, language), size="6")
    if attribute.kind == "string":
        example = {"placeholder": attribute.example} if attribute.example else {}
        SubElement(box, "TextArea", {**control, **example}, editable="true", maxSubmissions="1", rows="1")
        return
    choice = "multiple" if attribute.kind == "multiple" else "single-radio"
    choices = SubElement(box, "Choices", control, choice=choice, showInline="true")
    words = value_words(attribute, language)
    for value in tag.values:
        hint = attribute.values[value].get(language)
        shown = {**_worded(value, words[value]), "hotkey": NO_KEY}
        SubElement(choices, "Choice", {**shown, "hint": hint} if hint else shown)


def _worded(code: str, word: str) -> dict[str, str]:
    """A label or choice that shows ``word`` and stores ``code``."""
    return {"value": code} if word == code else {"value": word, "alias": code}
