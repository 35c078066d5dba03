"""Finds parts of former versions that are in use and that the screen lacks.

Somebody may submit what a page from before the change still offered. Label Studio stores it, but takes it off
the annotation when somebody saves that on a screen without its control, choice or relation.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from annotate.core.screen_words import role_spellings
from annotate.studio.screen.former_names import FormerNames
from annotate.studio.screen.label_config import (
    ENTITY_TAG,
    LABEL_TAG,
    TEXT_TAG,
    TRIGGER_TAG,
    build_label_config,
)
from annotate.studio.screen.screen_use import ScreenUse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from xml.etree.ElementTree import Element

    from annotate.core.ontology import Ontology

_PALETTES = (LABEL_TAG, ENTITY_TAG, TRIGGER_TAG)


def add_missing(
    screen: Element, use: ScreenUse, ontology: Ontology, formers: Sequence[Ontology], language: str
) -> list[str]:
    """Adds to ``screen``, the root of a configuration, what is in use and a version of the ontology had.

    Returns what was added: labels, choices, roles and controls, in the form that results hold.
    """
    from defusedxml.ElementTree import fromstring

    added: list[str] = []
    for version in (ontology, *reversed(formers)) if _may_lack(screen, use) else ():
        if version.name == ontology.name and not version.adopted:
            added += _add_from(fromstring(build_label_config(version, language)), screen, use)
    spellings = {**FormerNames.of(ontology, formers).role_words, **role_spellings(ontology)}
    there = {relation.get("value") for relation in screen.iter("Relation")}
    for value in sorted(role for role in use.roles - there if role in spellings):
        relation = screen.makeelement("Relation", {"value": value})
        screen.append(relation)
        added.append(value)
    return list(dict.fromkeys(added))


def missing_parts(
    config: str, use: ScreenUse, ontology: Ontology, formers: Sequence[Ontology], language: str
) -> list[str]:
    """The labels, choices, roles and controls in use that a version had and a configuration lacks."""
    from defusedxml.ElementTree import fromstring

    return [] if ontology.adopted else add_missing(fromstring(config), use, ontology, formers, language)


def controls(root: Element) -> dict[str, Element]:
    """The controls of a screen by name, in the order of the screen."""
    return {str(tag.get("name")): tag for tag in root.iter() if tag.get("name") and tag.get("toName")}


def entries(control: Element) -> Iterator[Element]:
    """The labels or choices of a control."""
    return (tag for tag in control.iter() if tag.tag in ("Label", "Choice"))


def stored_code(entry: Element) -> str:
    """The form in which results hold a label or choice."""
    return entry.get("alias") or entry.get("value") or ""


def _may_lack(screen: Element, use: ScreenUse) -> bool:
    there = controls(screen)
    codes = {(name, stored_code(entry)) for name, control in there.items() for entry in entries(control)}
    return bool((use.labels | use.choices) - codes or {name for name, _ in use.pairs} - there.keys())


def _add_from(version: Element, screen: Element, use: ScreenUse) -> Iterable[str]:
    """Adds what is in use from the screen of one version."""
    there = controls(screen)
    for name, control in controls(version).items():
        if name not in there and _is_used(name, control, use):
            screen.append(deepcopy(control))
            yield name
    palette = controls(version).get(LABEL_TAG)
    for name in (ENTITY_TAG, TRIGGER_TAG) if palette is not None else ():
        if name not in controls(screen) and any(other == name for other, _ in use.labels):
            screen.append(screen.makeelement("Labels", {"name": name, "toName": TEXT_TAG}))
    for name, control in controls(screen).items():
        of_version = _like(name, control, version)
        if of_version is None:
            continue
        used = {
            code for other, code in (use.labels if control.tag == "Labels" else use.choices) if other == name
        }
        known = {stored_code(entry) for entry in entries(control)}
        for entry in entries(of_version):
            if (code := stored_code(entry)) in used - known:
                control.append(deepcopy(entry))
                yield code


def _is_used(name: str, control: Element, use: ScreenUse) -> bool:
    kind = {"Labels": use.labels, "Choices": use.choices}.get(control.tag, use.pairs)
    return any(other == name for other, _ in kind)


def _like(name: str, control: Element, version: Element) -> Element | None:
    """The control of a version's screen that has the labels or choices of ``control``."""
    there = controls(version)
    found = there.get(LABEL_TAG if control.tag == "Labels" and name in _PALETTES else name)
    return found if found is not None and found.tag == control.tag else None
