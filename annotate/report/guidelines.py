"""Generates the annotators' guidelines from the ontology: Label Studio's instructions, and an HTML page."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.core.ontology_form import Attribute, Entry, Wording
from annotate.report.guidelines_words import WORDS, gestures
from annotate.report.page import environment
from annotate.report.worded import Worded

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


_FROM_THE_RIGHT = frozenset({"ar", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
_ONE_EXAMPLE = frozenset({"entities", "events", "roles"})  # a guide is read only if it is short


@dataclass(frozen=True)
class Piece:
    """A part of an example sentence; ``marked`` if it stood between ``[[`` and ``]]``."""

    text: str
    marked: bool


@dataclass(frozen=True)
class _Part:
    language: str
    words: Mapping[str, Any]
    body: Any


def pieces(sentence: str) -> Iterator[Piece]:
    """Splits an example sentence at its marks."""
    for index, part in enumerate(re.split(r"\[\[(.+?)\]\]", sentence)):
        if part:
            yield Piece(part, marked=index % 2 == 1)


def build_instructions(ontology: Ontology, language: str = "fr") -> str:
    """The guidelines in ``language`` as HTML without scripts, for a Label Studio project's instructions.

    Without links and pictures: in Label Studio's dialog a link leaves the article, and it blocks pictures.
    """
    return str(_part(environment(), ontology, language).body)


def build_page(ontology: Ontology, languages: tuple[str, ...] = (), *, codes: bool = False) -> str:
    """The guidelines as one self-contained HTML page, in ``languages`` (default: all of the ontology).

    ``codes`` makes the page for leads: it shows the names that files have in place of the screen's words, and
    all attributes. Raises `ConfigError` if the ontology has no wording in one of the languages.
    """
    for language in languages:
        if language not in ontology.languages:
            raise ConfigError(
                f"{ontology.id} has no wording in {language!r}.",
                remedy=f"It has {', '.join(ontology.languages)}.",
            )
    templates = environment()
    parts = [
        _part(templates, ontology, language, codes=codes, on_page=True)
        for language in dict.fromkeys(languages or ontology.languages)
    ]
    return templates.get_template("guidelines_page.html.j2").render(ontology=ontology, parts=parts)


def _part(
    templates: Environment, ontology: Ontology, language: str, *, codes: bool = False, on_page: bool = False
) -> _Part:
    from markupsafe import Markup

    words = WORDS.get(language, WORDS["en"])
    asked = {name: item for name, item in ontology.attributes.items() if item.ask or codes}
    every: list[tuple[str, Mapping[str, Entry]]] = [
        ("entities", ontology.entities),
        ("events", ontology.events),
        ("roles", ontology.roles if ontology.events else {}),
        ("attributes", asked),
    ]
    worded = Worded(ontology, language, codes=codes)

    def localized(wording: Wording) -> str:
        return wording.get(language) or next(iter(wording.values()), "")

    def examples(section: str, entry: Entry) -> tuple[str, ...]:
        sentences = entry.examples.get(language) or next(iter(entry.examples.values()), ())
        return sentences[:1] if section in _ONE_EXAMPLE and not codes else sentences

    body = templates.get_template("guidelines_body.html.j2").render(
        ontology=ontology,
        language=language,
        words=words,
        direction="rtl" if language.split("-", maxsplit=1)[0] in _FROM_THE_RIGHT else "ltr",
        gestures=gestures(ontology, worded, words),
        picture=_picture if on_page else lambda name: None,
        sections=[(name, entries) for name, entries in every if entries],
        pieces=pieces,
        localized=localized,
        examples=examples,
        worded=worded,
        codes=codes,
        on_page=on_page,
        lines=partial(_lines, ontology, worded, words, tuple(asked)),
    )
    return _Part(language, words, Markup(body))  # noqa: S704  # rendered with autoescape just above


def _lines(
    ontology: Ontology,
    worded: Worded,
    words: Mapping[str, Any],
    asked: tuple[str, ...],
    section: str,
    name: str,
) -> Iterator[Markup]:
    """The lines about an entry besides its wording: roles, fillers, values."""
    if section == "events":
        yield from _special_roles(ontology, worded, words, name)
    if section in ("entities", "events"):
        for attribute in asked:
            item = ontology.attributes[attribute]
            if item.allowed and name in item.on:
                shown = (worded.value(attribute, value) for value in item.values_for(name))
                yield _listed(worded.name(attribute), words["colon"], shown)
    elif section == "roles":
        if ontology.states_arrows and (arrow := ontology.arrow_of(name)) is not None:
            ends = (words["mention"], words["event"])
            yield _listed(
                words["arrow"], words["colon"], [" → ".join(ends if arrow == "to event" else reversed(ends))]
            )
        fillers = ontology.roles[name].fillers
        yield _listed(words["fillers"], words["colon"], (worded.name(filler) for filler in fillers))
    elif section == "attributes":
        item = ontology.attributes[name]
        if worded.codes:
            yield _listed(words["on"], words["colon"], (worded.name(label) for label in item.on))
        if not item.allowed or worded.codes:
            yield from _glossed(worded, words, name, item)


def _special_roles(
    ontology: Ontology, worded: Worded, words: Mapping[str, Any], event: str
) -> Iterator[Markup]:
    """The roles of an event type. Without codes, only if it has not all roles or uses some in its own way."""
    uses = ontology.roles_of[event]
    shown, special = [], worded.codes or len(uses) < len(ontology.roles)
    for role, use in uses.items():
        usual = ontology.roles[role]
        own = [words["core"]] if use.core else []
        if set(use.fillers or ()) != set(usual.fillers):
            own.append(", ".join(worded.name(filler) for filler in use.fillers or ()))
        special = special or bool(own)
        shown.append(f"{worded.name(role)} ({'; '.join(own)})" if own else worded.name(role))
    if shown and special:
        yield _listed(words["roles"], words["colon"], shown)


def _glossed(worded: Worded, words: Mapping[str, Any], name: str, item: Attribute) -> Iterator[Markup]:
    """The values of an attribute, each with what it means."""
    if item.values:
        shown = (
            f"{word} ({gloss})" if gloss and gloss != word else word
            for word, gloss in ((worded.value(name, one), worded.gloss(name, one)) for one in item.values)
        )
        yield _listed(words["values"], words["colon"], shown)


def _listed(what: str, colon: str, items: Iterable[str]) -> Markup:
    from markupsafe import Markup

    return Markup("<b>{}{}</b> {}").format(what, colon, ", ".join(items))


def _picture(name: str) -> str:
    """A picture of the screen as the address of an ``img`` that carries it."""
    content = files("annotate.report").joinpath("pictures", f"{name}.png").read_bytes()
    return f"data:image/png;base64,{b64encode(content).decode('ascii')}"
