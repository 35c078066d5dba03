"""Generates the annotators' guidelines from the ontology: Label Studio's instructions, and an HTML page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.core.ontology_form import Entry, Wording
from annotate.report.guidelines_words import WORDS
from annotate.report.page import environment

if TYPE_CHECKING:
    from jinja2 import Environment


@dataclass(frozen=True)
class Piece:
    """A part of an example sentence; ``marked`` if it stood between ``[[`` and ``]]``."""

    text: str
    marked: bool


@dataclass(frozen=True)
class _Part:
    language: str
    words: Mapping[str, Any]
    sections: list[tuple[str, Mapping[str, Entry]]]
    body: Any


def pieces(sentence: str) -> Iterator[Piece]:
    """Splits an example sentence at its marks."""
    for index, part in enumerate(re.split(r"\[\[(.+?)\]\]", sentence)):
        if part:
            yield Piece(part, marked=index % 2 == 1)


def build_instructions(ontology: Ontology, language: str = "fr") -> str:
    """The guidelines in ``language`` as HTML without scripts, for a Label Studio project's instructions."""
    return str(_part(environment(), ontology, language).body)


def build_page(ontology: Ontology, languages: tuple[str, ...] = ()) -> str:
    """The guidelines as one self-contained HTML page, in ``languages`` (default: all of the ontology).

    Raises `ConfigError` if the ontology has no wording in one of the languages.
    """
    for language in languages:
        if language not in ontology.languages:
            raise ConfigError(
                f"{ontology.id} has no wording in {language!r}.",
                remedy=f"It has {', '.join(ontology.languages)}.",
            )
    templates = environment()
    parts = [_part(templates, ontology, language) for language in languages or ontology.languages]
    return templates.get_template("guidelines_page.html.j2").render(ontology=ontology, parts=parts)


def _part(templates: Environment, ontology: Ontology, language: str) -> _Part:
    from markupsafe import Markup

    words = WORDS.get(language, WORDS["en"])
    every: list[tuple[str, Mapping[str, Entry]]] = [
        ("entities", ontology.entities),
        ("events", ontology.events),
        ("roles", ontology.roles),
        ("attributes", {name: item for name, item in ontology.attributes.items() if item.ask}),
    ]
    sections = [(name, entries) for name, entries in every if entries]

    def localized(wording: Wording) -> str:
        return wording.get(language) or next(iter(wording.values()), "")

    body = templates.get_template("guidelines_body.html.j2").render(
        ontology=ontology,
        language=language,
        words=words,
        sections=sections,
        pieces=pieces,
        localized=localized,
    )
    return _Part(language, words, sections, Markup(body))  # noqa: S704  # rendered with autoescape just above
