"""The system message: what the model is asked, and the ontology in the article's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from annotate.core.ontology import Ontology
from annotate.core.ontology_form import Entry

_TASK = """\
Mark every mention and every event of the types below in the passage. Answer with one JSON object:
- "entities": each mention with an "id" (e1, e2, … in the order of the passage), "quote" and "label". \
"ref" names what the mention stands for, such as the code of a country, where it is known.
- A "quote" is copied from the passage letter by letter. If the same words stand there several times, \
"occurrence" counts them from 1. Only whole words count; "inside_a_word" marks a quote that is part of a word.
- "attributes" holds only what the passage tells.
"""
_EVENTS = """\
- "events": each event with its "type". "trigger" quotes the word that names the event; it is null where the \
passage reports the type without such a word. "arguments" name a role, the id of the mention, and its quote.
"""


def instructions(ontology: Ontology, language: str, *, guidelines: bool) -> str:
    """The system message. With ``guidelines``, it has the definitions and rules of the ontology."""
    parts = [_TASK + (_EVENTS if ontology.events else "")]
    sections: list[tuple[str, Iterator[str]]] = [
        ("Entity types", _entries(ontology.entities, language, guidelines))
    ]
    if ontology.events:
        sections.append(("Event types", _event_types(ontology, language, guidelines)))
    if ontology.roles:
        sections.append(("Roles", _entries(ontology.roles, language, guidelines)))
    if ontology.attributes:
        sections.append(("Attributes", _attributes(ontology, language, guidelines)))
    for title, lines in sections:
        parts.append("\n".join([f"# {title}", *lines, ""]))
    return "\n".join(parts)


def wording(ontology: Ontology, language: str | None) -> str:
    """The language of the message: the article's, if the ontology has it, else the ontology's first."""
    return language if language is not None and language in ontology.languages else ontology.languages[0]


def _entries(entries: Mapping[str, Entry], language: str, guidelines: bool) -> Iterator[str]:
    for name, entry in entries.items():
        yield from _entry(name, entry, language, guidelines)


def _event_types(ontology: Ontology, language: str, guidelines: bool) -> Iterator[str]:
    for name, entry in ontology.events.items():
        roles = f"Roles: {', '.join(entry.roles)}." if entry.roles else ""
        yield from _entry(name, entry, language, guidelines, roles)


def _attributes(ontology: Ontology, language: str, guidelines: bool) -> Iterator[str]:
    for name, attribute in ontology.attributes.items():
        more = f"On: {', '.join(attribute.on)}."
        if attribute.values:
            more += f" Values: {', '.join(attribute.values)}."
        yield from _entry(name, attribute, language, guidelines, more)


def _entry(name: str, entry: Entry, language: str, guidelines: bool, more: str = "") -> Iterator[str]:
    title = entry.titled(name, language)
    definition = entry.definition.get(language, "") if guidelines else ""
    said = " ".join(part for part in (definition, more) if part)
    yield f"- {name}{f' ({title})' if title != name else ''}" + (f": {said}" if said else "")
    if guidelines:
        for rule, words in (("Use", entry.use_when), ("Avoid", entry.avoid_when)):
            if language in words:
                yield f"  {rule}: {words[language]}"
