"""Parses a project's live labelling configuration. Tags may have any names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


@dataclass(frozen=True)
class Control:
    """A tag with which annotators set values.

    ``target`` is the name of the tag that the control labels, such as a text. Label Studio shows a per-region
    control only for regions with one of ``labels``, or for all regions if ``labels`` is empty.
    """

    name: str
    kind: str
    target: str
    values: tuple[str, ...]
    per_region: bool
    labels: tuple[str, ...]
    many: bool


@dataclass(frozen=True)
class LiveConfig:
    """A configuration: controls by name, labels of relations, and text tags with their data keys."""

    controls: dict[str, Control]
    relations: tuple[str, ...]
    texts: dict[str, str]

    @classmethod
    def parse(cls, xml: str) -> LiveConfig:
        """Parses a generated or hand-made configuration. Raises `ValueError` if ``xml`` is not XML."""
        from defusedxml.ElementTree import ParseError, fromstring

        try:
            root = fromstring(xml)
        except ParseError as error:
            raise ValueError(f"the labelling configuration is not XML: {error}") from error
        tags = [tag for tag in root.iter() if tag.get("name") and tag.get("toName")]
        relations = tuple(tag.get("value") or "" for tag in root.iter("Relation"))
        texts = {
            tag.get("name", ""): re.sub(r"^\$", "", tag.get("value", ""))
            for tag in root.iter("Text")
            if tag.get("name")
        }
        return cls({tag.get("name", ""): _control(tag) for tag in tags}, relations, texts)

    def of_kind(self, kind: str, target: str) -> list[Control]:
        """The controls of one kind for ``target``."""
        return [
            control for control in self.controls.values() if control.kind == kind and control.target == target
        ]


def _control(tag: Element) -> Control:
    values = tuple(
        child.get("alias") or child.get("value") or ""
        for child in tag.iter()
        if child.tag in ("Label", "Choice")
    )
    shown_for = tag.get("whenLabelValue") or ""
    return Control(
        name=tag.get("name", ""),
        kind=tag.tag,
        target=tag.get("toName", ""),
        values=values,
        per_region=(tag.get("perRegion") or "").lower() == "true",
        labels=tuple(label.strip() for label in shown_for.split(",") if label.strip()),
        many=tag.get("choice") == "multiple",
    )
