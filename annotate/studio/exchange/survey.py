"""What controls, labels and text the results of a file use: the labelling configuration that they imply."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from annotate.core.annotation import Annotation
from annotate.core.text import refused_character
from annotate.studio.codec.values import region_labels, told
from annotate.studio.exchange.exporter import RECORD
from annotate.studio.exchange.task_file import FileTask
from annotate.studio.screen.adopt import infer
from annotate.studio.screen.binding import Binding, bind
from annotate.studio.screen.foreign_names import ATTRIBUTES
from annotate.studio.screen.label_config import TEXT_KEY, TEXT_TAG

_LOOKED_AT = 5  # regions of a task whose words tell which of its data is the text
_UNUSED = "annotate-unused"


@dataclass
class _Control:
    kind: str
    targets: Counter[str] = field(default_factory=Counter)
    values: dict[str, None] = field(default_factory=dict)
    per_region: bool = False
    many: bool = False


class Survey:
    """What the results of a file use. Call `add` for each task."""

    def __init__(self) -> None:
        self._controls: dict[str, _Control] = {}
        self._texts: Counter[str] = Counter()  # keys of the data by regions whose words are there
        self._keys: Counter[str] = Counter()  # keys of the data with texts, by length
        self.exported = False

    def add(self, task: FileTask) -> None:
        """Takes note of a task."""
        self.exported = self.exported or isinstance(task.data.get(RECORD), dict)
        strings = {key: value for key, value in task.data.items() if isinstance(value, str)}
        for key, value in strings.items():
            self._keys[key] += len(value)
        for results in task.results:
            looked = 0
            for result in results:
                if not isinstance(result, dict) or (name := named(result)) is None:
                    continue
                given = result.get("value")
                holder: dict[str, Any] = given if isinstance(given, dict) else {}
                self._control(name, result, holder)
                words, start, end = (holder.get(key) for key in ("text", "start", "end"))
                if looked < _LOOKED_AT and isinstance(words, str) and type(start) is type(end) is int:
                    looked += 1
                    self._texts.update(key for key, text in strings.items() if text[start:end] == words)

    def _control(self, name: str, result: dict[str, Any], value: dict[str, Any]) -> None:
        kind = kind_of(result, value)
        if kind is None:
            return
        control = self._controls.setdefault(name, _Control(kind))
        control.targets[str(result.get("to_name") or "")] += 1
        control.per_region = control.per_region or value.get("start") is not None
        if kind == "Labels":
            values = region_labels(value).values
        else:
            values = told(result, "choices" if kind == "Choices" else "text").values
        control.many = control.many or len(values) > 1
        if kind != "TextArea":
            control.values.update(dict.fromkeys(one for one in values if refused_character(one) is None))

    @property
    def text_key(self) -> str:
        """The key of the tasks' data with the text: where the words of regions are, else the longest."""
        if self._texts:
            most = max(self._texts.values())
            found = [key for key, number in self._texts.items() if number == most]
            return TEXT_KEY if TEXT_KEY in found else min(found)
        if TEXT_KEY in self._keys or not self._keys:
            return TEXT_KEY
        return max(self._keys, key=lambda key: (self._keys[key], key))

    def is_own(self, binding: Binding) -> bool:
        """Whether all labels are of the screen that annotate generates, with the labels of ``binding``."""
        labels = [(name, one) for name, one in self._controls.items() if one.kind == "Labels"]
        known = all(
            one.targets.keys() <= {TEXT_TAG} and all((name, value) in binding.names for value in one.values)
            for name, one in labels
        )
        own = binding.type_controls | binding.unsure.names
        return known and (bool(labels) or self.exported or self._controls.keys() <= own)

    def screen(self) -> ForeignScreen:
        """The screen that the results imply."""
        return ForeignScreen(self._controls)


class ForeignScreen:
    """The screen of a project made by hand, as far as the results show it. Each label is a mention's."""

    def __init__(self, controls: dict[str, _Control]) -> None:
        targets: Counter[str] = Counter()
        for one in controls.values():
            targets.update({name: number for name, number in one.targets.items() if one.kind == "Labels"})
        text = min(targets, key=lambda name: (-targets[name], name), default="") or TEXT_TAG
        self.text = text
        self.ontology = infer(_config(controls, text), "labelstudio").ontology
        self.binding = bind(self.ontology, _config(controls, text))
        renamed = self.ontology.renamed_label
        self._labels = {renamed(value, name): value for name, one in controls.items() for value in one.values}
        self._attributes = {renamed(name, ATTRIBUTES): name for name in controls}

    def as_in_the_file(self, annotation: Annotation) -> Annotation:
        """The annotation with the labels and attributes as the file has them, instead of as names."""
        entities = (
            one.with_(label=self._labels.get(one.label, one.label), attributes=self._named(one.attributes))
            for one in annotation.entities
        )
        events = (
            one.with_(type=self._labels.get(one.type, one.type), attributes=self._named(one.attributes))
            for one in annotation.events
        )
        return annotation.with_(entities=tuple(entities), events=tuple(events), ontology=None)

    def _named(self, attributes: dict[str, Any]) -> dict[str, Any]:
        return {self._attributes.get(name, name): value for name, value in attributes.items()}


def named(result: dict[str, Any]) -> str | None:
    """The name of the control of a result. Results of other programs may have none; that is "label"."""
    name = result.get("from_name")
    if isinstance(name, str) and name:
        return name
    return "label" if kind_of(result, result.get("value")) == "Labels" else None


def kind_of(result: dict[str, Any], value: Any) -> str | None:
    """The kind of the control that a result is of: "Labels", "Choices", "TextArea", or None."""
    value = value if isinstance(value, dict) else {}
    kind = str(result.get("type") or "").lower()
    if kind.endswith("labels") or any(key.endswith("labels") for key in value):
        return "Labels"
    if kind in ("choices", "textarea"):
        return "Choices" if kind == "choices" else "TextArea"
    return "Choices" if "choices" in value else None


def _config(controls: dict[str, _Control], text: str) -> str:
    """The labelling configuration. The text is at a fixed key: the reader knows the key of the data."""
    view = Element("View")
    SubElement(view, "Text", name=text, value=f"${TEXT_KEY}")
    unused = SubElement(view, "Labels", name=_UNUSED, toName=text)  # a screen needs labels
    SubElement(unused, "Label", value=_UNUSED)
    for name, one in _of(controls, text):
        tag = SubElement(view, one.kind, {"name": name, "toName": text})
        if one.kind != "Labels" and one.per_region:
            tag.set("perRegion", "true")
        if one.kind == "Choices" and one.many:
            tag.set("choice", "multiple")
        for value in one.values:
            SubElement(tag, "Label" if one.kind == "Labels" else "Choice", value=value)
    return tostring(view, encoding="unicode")


def _of(controls: dict[str, _Control], text: str) -> Iterable[tuple[str, _Control]]:
    for name, one in controls.items():
        if one.targets.keys() & {text, ""} and (one.values or one.kind == "TextArea"):
            yield name, one
