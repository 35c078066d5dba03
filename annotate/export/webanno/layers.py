"""The layers of the WebAnno TSV export: their columns, and the values of a region."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree as ET  # writes, never reads

from annotate.core.annotation import Entity, Event
from annotate.core.ontology import Ontology

MENTION = "webanno.custom.Mention"
EVENT = "webanno.custom.Event"
ARTICLE_EVENT = "webanno.custom.ArticleEvent"
LINK = "webanno.custom.EventArgumentsLink"
ARGUMENTS = "arguments"
SLOT = ("arguments:role", "arguments:target")  # the columns of the roles and their targets
_LABEL, _REST = ("label",), ("note", "unreviewed", "identifier", "other")
_REGION = {
    "label": "the type of the mention or event",
    "ref": "what the mention stands for",
    "note": "what a person wrote about it",
    "unreviewed": "the values that nobody saw on a screen",
    "identifier": "the region's id",
    "other": "everything else, as JSON",
}
# The format's escapes are for the characters that it reserves; other line ends would break its rows.
_UNHELD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_ESCAPED = re.compile(r"->|[\\\[\]|_;\t\n*]")
_LETTERS = {"\t": "t", "\n": "n"}
Data = dict[str, Any]


class Layers:
    """The columns of each layer for an ontology: each attribute is a feature."""

    def __init__(self, ontology: Ontology) -> None:
        self._attributes: dict[str, tuple[str, bool]] = {}
        taken = {*_REGION, ARGUMENTS, "begin", "end", "sofa", "self"}
        for attribute, entry in ontology.attributes.items():
            name = re.sub(r"[^A-Za-z0-9_]", "_", attribute)
            name = name if name[0].isalpha() else f"x_{name}"
            while name in taken:
                name += "_"
            taken.add(name)
            self._attributes[attribute] = (name, entry.kind == "multiple")
        attributes = tuple(name for name, _ in self._attributes.values())
        self.features = {
            MENTION: (*_LABEL, "ref", *attributes, *_REST),
            EVENT: (*_LABEL, *attributes, *_REST),
            ARTICLE_EVENT: (*_LABEL, *attributes, *_REST),
        }
        # The columns: the features, and after the label of events the roles and the targets.
        self.columns = {layer: (*_LABEL, *_slot(layer), *names[1:]) for layer, names in self.features.items()}
        self.nothing = {layer: "\t".join("_" for _ in names) for layer, names in self.columns.items()}

    def header(self) -> str:
        """The head of each file, with the two empty lines at its end."""
        lines = ["#FORMAT=WebAnno TSV 3.3"]
        for layer, (label, *others) in self.features.items():
            slots = [f"ROLE_{layer}:{ARGUMENTS}_{LINK}", MENTION] if layer == EVENT else []
            lines.append(f"#T_SP={'|'.join([layer, label, *slots, *others])}")
        return "\n".join(lines) + "\n\n\n"

    def values(self, region: Entity | Event) -> Data:
        """The features of a region. What fits no feature is JSON, in ``other``."""
        data = region.to_dict()
        for name in ("start", "end", "text"):
            data.pop(name, None)
        if trigger := data.pop("trigger", None):
            trigger = {name: it for name, it in trigger.items() if name not in ("start", "end", "text")}
        arguments = [
            {name: value for name, value in argument.items() if name not in ("role", "entity")}
            for argument in data.pop("arguments", ())
        ]
        values: Data = {
            "label": data.pop("label" if isinstance(region, Entity) else "type"),
            "identifier": data.pop("id"),
        }
        for name in ("ref", "note"):
            if _holds(data.get(name)):
                values[name] = data.pop(name)
        unreviewed = data.get("unreviewed", ())
        if unreviewed and all(_holds(one) and len(one.split()) == 1 for one in unreviewed):
            values["unreviewed"] = " ".join(data.pop("unreviewed"))
        attributes = data.pop("attributes", {})
        for name, value in list(attributes.items()):
            feature, several = self._attributes.get(name, ("", False))
            held = feature and several is not isinstance(value, str)
            if held and all(map(_listed if several else _holds, value if several else [value])):
                values[feature] = ", ".join(value) if several else value
                del attributes[name]
        rest = {
            "attributes": attributes,
            "trigger": trigger,
            "arguments": arguments if any(arguments) else (),
        }
        data |= {name: value for name, value in rest.items() if value}
        if not _holds(values["label"]):
            data["label"] = values.pop("label")
        return values | ({"other": json.dumps(data)} if data else {})

    def type_system(self) -> str:
        """The layers as a UIMA type system, which INCEpTION's project settings import."""
        root = ET.Element("typeSystemDescription", xmlns="http://uima.apache.org/resourceSpecifier")
        types = ET.SubElement(root, "types")
        for layer, features in self.features.items():
            found: list[Any] = [(name, "uima.cas.String", None) for name in features]
            if layer == EVENT:
                found.insert(1, (ARGUMENTS, "uima.cas.FSArray", LINK))
            _add_type(types, layer, "uima.tcas.Annotation", found)
        _add_type(types, LINK, "uima.cas.TOP", [("role", "uima.cas.String", None), ("target", MENTION, None)])
        ET.indent(root)
        return f"<?xml version='1.0' encoding='UTF-8'?>\n{ET.tostring(root, encoding='unicode')}\n"


def _slot(layer: str) -> tuple[str, ...]:
    return SLOT if layer == EVENT else ()


def escaped(value: str) -> str:
    """A value of a feature, a role: reserved characters have a backslash."""
    return _ESCAPED.sub(lambda found: "\\" + _LETTERS.get(found[0], found[0]), value)


def _holds(value: Any) -> bool:
    return isinstance(value, str) and value != "" and not _UNHELD.search(value)


def _listed(value: str) -> bool:
    return _holds(value) and "," not in value and value == value.strip()


def _add_type(types: ET.Element, name: str, parent: str, features: list[Any]) -> None:
    one = ET.SubElement(types, "typeDescription")
    for tag, said in (("name", name), ("description", ""), ("supertypeName", parent)):
        ET.SubElement(one, tag).text = said
    described = ET.SubElement(one, "features")
    for feature, kind, element in features:
        entry = ET.SubElement(described, "featureDescription")
        parts = [("name", feature), ("description", _REGION.get(feature, "")), ("rangeTypeName", kind)]
        if element is not None:
            parts += [("elementType", element), ("multipleReferencesAllowed", "false")]
        for tag, said in parts:
            ET.SubElement(entry, tag).text = said
