"""Parses a project's live labelling configuration. Tags may have any names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# Label Studio's screen takes tags and attributes in any case.
_TAGS = {
    tag.lower(): tag
    for tag in ("Choice", "Choices", "Label", "Labels", "Relation", "Text", "TextArea", "View")
}
_PATH = re.compile(r"\$[\w\[\].{}]+")  # a reference to the data, as Label Studio's screen reads it


@dataclass(frozen=True)
class Control:
    """A tag with which annotators set values.

    ``targets`` are the names of the tags that the control labels, such as texts. ``values`` are stored in
    results: a label's alias, or its value if it has no alias. ``former`` maps values that have an alias to
    the alias: results from before the alias was added hold the value. Label Studio shows a per-region control
    only for regions with one of ``labels``, or for all regions if ``labels`` is empty. ``dynamic`` is the
    reference to the task's data that values come from, or None. ``nested`` says that values are paths.
    """

    name: str
    kind: str
    targets: tuple[str, ...]
    values: tuple[str, ...]
    former: dict[str, str]
    per_region: bool
    per_item: bool
    labels: tuple[str, ...]
    many: bool
    dynamic: str | None
    nested: bool

    def stored_now(self, value: str) -> str:
        """The form in which a result would hold ``value`` today."""
        return value if value in self.values else self.former.get(value, value)


@dataclass(frozen=True)
class TextTag:
    """A tag that shows something. ``value`` is its reference to the data; ``problem`` says why the value of
    that reference is not the text that annotators see, or is None."""

    name: str
    kind: str
    value: str
    problem: str | None = None


@dataclass(frozen=True)
class LiveConfig:
    """A configuration: controls by name, labels of relations, and text tags with their data keys.

    ``shown`` has all tags that controls can label: texts, and others such as images.
    """

    controls: dict[str, Control]
    relations: tuple[str, ...]
    texts: dict[str, str]
    shown: dict[str, TextTag] = field(default_factory=dict)

    @classmethod
    def parse(cls, xml: str) -> LiveConfig:
        """Parses a generated or hand-made configuration.

        Raises `ValueError` if ``xml`` is not XML, or if two controls have the same name.
        """
        from defusedxml.ElementTree import ParseError, fromstring

        try:
            root = fromstring(xml)
        except ParseError as error:
            raise ValueError(f"the labelling configuration is not XML: {error}") from error
        controls: dict[str, Control] = {}
        shown: dict[str, TextTag] = {}
        relations: list[str] = []
        for tag in root.iter():
            attributes, kind = _attributes(tag), _kind(tag)
            name = attributes.get("name")
            if kind == "Relation":
                relations.append(attributes.get("value") or "")
            elif name and attributes.get("toname"):
                if name in controls:
                    raise ValueError(f"two tags of the labelling configuration have the name {name!r}")
                controls[name] = _control(tag, attributes)
            elif name and ("value" in attributes or kind == "Text"):
                shown[name] = _shown(kind, name, attributes)
        texts = {tag.name: tag.value for tag in shown.values() if tag.kind == "Text"}
        return cls(controls, tuple(dict.fromkeys(filter(None, relations))), texts, shown)

    def of_kind(self, kind: str, target: str) -> list[Control]:
        """The controls of one kind for ``target``."""
        return [
            control
            for control in self.controls.values()
            if control.kind == kind and target in control.targets
        ]


def _kind(tag: Element) -> str:
    """The tag's name without a namespace, in the spelling of Label Studio's documentation."""
    name = str(tag.tag).rpartition("}")[2]
    return _TAGS.get(name.lower(), name)


def _attributes(tag: Element) -> dict[str, str]:
    return {name.rpartition("}")[2].lower(): value for name, value in tag.items()}


def _control(tag: Element, attributes: dict[str, str]) -> Control:
    stored: dict[str, None] = {}
    former: dict[str, str] = {}
    dynamic = attributes.get("value") if (attributes.get("value") or "").startswith("$") else None
    nested = False
    for child, depth in _below(tag):
        given = _attributes(child)
        value, alias = given.get("value") or "", given.get("alias")
        nested = nested or depth > 0
        if value.startswith("$"):
            dynamic = dynamic or value
        elif alias or value:
            stored[alias or value] = None
            if alias and value and value != alias:
                former.setdefault(value, alias)
    return Control(
        name=attributes["name"],
        kind=_kind(tag),
        targets=_listed(attributes["toname"]),
        values=tuple(stored),
        former={value: alias for value, alias in former.items() if value not in stored},
        per_region=_is_true(attributes.get("perregion")),
        per_item=_is_true(attributes.get("peritem")),
        labels=_listed(attributes.get("whenlabelvalue") or ""),
        many=attributes.get("choice") == "multiple",
        dynamic=dynamic,
        nested=nested,
    )


def _below(tag: Element, depth: int = 0) -> Iterator[tuple[Element, int]]:
    """Yields the labels and choices below ``tag``, with the number of choices around each."""
    for child in tag:
        entry = _kind(child) in ("Label", "Choice")
        if entry:
            yield child, depth
        yield from _below(child, depth + entry)


def _shown(kind: str, name: str, attributes: dict[str, str]) -> TextTag:
    value = attributes.get("value", "")
    problem = None
    if (attributes.get("valuetype") or "text").lower() != "text":
        problem = (
            f'shows what an address in the data leads to (valueType="{attributes["valuetype"]}"),'
            " so the text is not in the project"
        )
    elif (attributes.get("encoding") or "none").lower() != "none":
        problem = f'shows data that are encoded (encoding="{attributes["encoding"]}")'
    elif "$" in value and not _PATH.fullmatch(value):
        problem = f"puts its text together from several parts ({value!r})"
    elif "$" not in value:
        problem = f"shows the same words in every task ({value[:40]!r})"
    return TextTag(name, kind, value.removeprefix("$"), problem)


def _listed(value: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in value.split(",") if item.strip())


def _is_true(value: str | None) -> bool:
    return (value or "").lower() == "true"
