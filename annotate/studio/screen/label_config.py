"""Builds Label Studio's labelling configuration (XML) from an ontology."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from annotate.core.ontology import Ontology
from annotate.core.ontology_form import Attribute
from annotate.studio.screen.unsure import add_unsure_of_article, add_unsure_of_region

SOURCE_TAG = "source"
TEXT_TAG = "text"
TEXT_KEY = "text"  # the column of a task with the article
ENTITY_TAG = "entities"
TRIGGER_TAG = "triggers"
TYPES_TAG = "article_types"

# Arrows and their labels run between the lines of text, so the lines need space. However long the article
# is, the tools stay at the top of the window, and the attributes of the selected region at the bottom. Both
# are drawn over the arrows. Each mention shows its label's name: colours cannot distinguish sixteen types.
_STYLE = """
.annotate-text, .annotate-text * { font-size: 17px; line-height: 2.8; }
.annotate-text { max-width: 80ch; padding-top: 14px; }
.annotate-source, .annotate-source * { font-size: 14px; opacity: .85; }
.annotate-tools, .annotate-attributes { background: var(--color-neutral-background, #fff); position: sticky; z-index: 1000; }
.annotate-tools { padding-top: 6px; top: 0; }
.annotate-attributes { border-top: 1px solid #bbb; bottom: -22px; column-gap: 2.5em; display: flex; flex-wrap: wrap; padding-bottom: 22px; }
.annotate-attribute { align-items: baseline; column-gap: 1em; display: flex; flex-wrap: wrap; }
.annotate-attribute h4 { font-size: 15px; margin: 4px 0 !important; }
"""  # noqa: E501  # one rule a line
_TYPES_HEADING = {"fr": "Événements que nul mot ne nomme", "en": "Events that no word names"}


@dataclass(frozen=True)
class AttributeTag:
    """A per-region control for one attribute, shown for all labels that have the same values."""

    name: str
    attribute: str
    labels: tuple[str, ...]
    values: tuple[str, ...]  # empty for a string


def attribute_tags(ontology: Ontology) -> list[AttributeTag]:
    """The controls for all attributes on the screen. An attribute has a control for each list of values."""
    tags = []
    taken = {SOURCE_TAG, TEXT_TAG, ENTITY_TAG, TRIGGER_TAG, TYPES_TAG} if not ontology.adopted else set()
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


def build_label_config(ontology: Ontology, language: str = "fr") -> str:
    """Builds the XML of the labelling screen, with hints in ``language`` if the ontology has them."""
    view = Element("View")
    SubElement(view, "Style").text = _STYLE
    source = SubElement(view, "View", className="annotate-source")
    SubElement(source, "Text", name=SOURCE_TAG, value="$header", valueType="text")
    tools = SubElement(view, "View", className="annotate-tools")
    _add_labels(tools, ENTITY_TAG, ontology, language, events=False)
    if ontology.events:
        _add_labels(tools, TRIGGER_TAG, ontology, language, events=True)
    text = SubElement(view, "View", className="annotate-text")
    shown = {"name": TEXT_TAG, "value": "$text", "valueType": "text", "showLabels": "true"}
    SubElement(text, "Text", shown, granularity="symbol")
    if ontology.roles and ontology.events:
        relations = SubElement(view, "Relations")
        for role in ontology.roles:
            SubElement(relations, "Relation", value=role)
    tags = attribute_tags(ontology)
    if tags:
        attributes = SubElement(view, "View", className="annotate-attributes")
        add_unsure_of_region(attributes, TEXT_TAG, language, {tag.name for tag in tags})  # on the first row
        for tag in tags:
            _add_attribute(attributes, tag, ontology.attributes[tag.attribute], language)
    box = SubElement(view, "View", className="annotate-types")
    if ontology.events:
        heading = _TYPES_HEADING.get(language, _TYPES_HEADING["en"])
        SubElement(box, "Header", value=heading, size="6")
        types = SubElement(
            box, "Choices", name=TYPES_TAG, toName=TEXT_TAG, choice="multiple", showInline="true"
        )
        for label, event in ontology.events.items():
            SubElement(types, "Choice", value=label, hint=event.titled(label, language))
    add_unsure_of_article(box, TEXT_TAG, language, {tag.name for tag in tags})
    indent(view)
    return tostring(view, encoding="unicode")


def _add_labels(parent: Element, name: str, ontology: Ontology, language: str, *, events: bool) -> None:
    labels = SubElement(parent, "Labels", name=name, toName=TEXT_TAG, showInline="true")
    entries = ontology.events if events else ontology.entities
    for label, entry in entries.items():
        item = SubElement(
            labels, "Label", value=label, background=entry.color, hint=entry.titled(label, language)
        )
        if entry.hotkey:
            item.set("hotkey", entry.hotkey)


def _add_attribute(parent: Element, tag: AttributeTag, attribute: Attribute, language: str) -> None:
    when = {"visibleWhen": "region-selected", "whenLabelValue": ",".join(tag.labels)}
    control = {"name": tag.name, "toName": TEXT_TAG, "perRegion": "true", **when}
    box = SubElement(parent, "View", {"className": "annotate-attribute", **when})
    SubElement(box, "Header", value=attribute.titled(tag.attribute, language), size="6")
    if attribute.kind == "string":
        SubElement(box, "TextArea", control, editable="true", maxSubmissions="1", rows="1")
        return
    choice = "multiple" if attribute.kind == "multiple" else "single-radio"
    choices = SubElement(box, "Choices", control, choice=choice, showInline="true")
    for value in tag.values:
        hint = attribute.values[value].get(language)
        SubElement(choices, "Choice", {"value": value, **({"hint": hint} if hint else {})})
