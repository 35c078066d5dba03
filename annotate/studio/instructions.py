"""The annotators' guidelines as HTML, generated from the ontology, for the project's instructions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from annotate.core.ontology import Ontology

_HEADINGS = {
    "fr": {
        "entities": "Entités",
        "events": "Événements",
        "roles": "Rôles",
        "attributes": "Attributs",
        "use_when": "À utiliser :",
        "avoid_when": "À éviter :",
    },
    "en": {
        "entities": "Entities",
        "events": "Events",
        "roles": "Roles",
        "attributes": "Attributes",
        "use_when": "Use when:",
        "avoid_when": "Avoid when:",
    },
}


@dataclass(frozen=True)
class Piece:
    """A part of an example sentence; ``marked`` is what stood between ``[[`` and ``]]``."""

    text: str
    marked: bool


def pieces(sentence: str) -> Iterator[Piece]:
    """An example sentence cut at its marks."""
    for index, part in enumerate(re.split(r"\[\[(.+?)\]\]", sentence)):
        if part:
            yield Piece(part, marked=index % 2 == 1)


def build_instructions(ontology: Ontology, language: str = "fr") -> str:
    """The guidelines in ``language`` (English headings where we have no others), as HTML without scripts."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("annotate.studio"), autoescape=True, undefined=StrictUndefined
    )
    sections = (
        ("entities", ontology.entities),
        ("events", ontology.events),
        ("roles", ontology.roles),
        ("attributes", {name: item for name, item in ontology.attributes.items() if item.ask}),
    )
    return environment.get_template("instructions.html.j2").render(
        ontology=ontology,
        language=language,
        heading=_HEADINGS.get(language, _HEADINGS["en"]),
        sections=[(name, entries) for name, entries in sections if entries],
        pieces=pieces,
    )
