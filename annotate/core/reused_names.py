"""Finds names of an ontology that a former version had with another meaning.

Annotations hold names as they were stored. If a name means something else now, whatever was stored with it
before would silently change its meaning, on the screen and in gold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.core.renaming import Names
from annotate.core.screen_words import role_spellings, type_words, value_words


@dataclass(frozen=True)
class ReusedName:
    """A name with another meaning than before: its place in the file, what is wrong, and what to do."""

    keys: tuple[str, ...]
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{'.'.join(self.keys)}: {self.what}"


def refuse_reused_names(present: Ontology, formers: Iterable[Ontology]) -> None:
    """Raises `ConfigError` for the first name that a version among ``formers`` had with another meaning."""
    if found := reused_names(present, formers):
        more = f" So do {len(found) - 1} more names." if len(found) > 1 else ""
        raise ConfigError(f"{found[0].what}.{more}", where=_place(present, found[0]), remedy=found[0].remedy)


def _place(present: Ontology, found: ReusedName) -> str:
    return f"the ontology {present.id}, {'.'.join(found.keys)}"


def reused_names(present: Ontology, formers: Iterable[Ontology]) -> list[ReusedName]:
    """The names of ``present`` that a version of the same ontology had with another meaning, each once.

    ``formers`` are the versions that were in use, the first one first. An adopted project has none.
    """
    if present.adopted:
        return []
    known = [one for one in formers if one.name == present.name and not one.adopted]
    found: dict[tuple[str, ...], ReusedName] = {}
    for item in (*_codes(present, known), *_words_of_types(present, known), *_words_of_roles(present, known)):
        found.setdefault(item.keys, item)
    for item in _words_of_values(present, known):
        found.setdefault(item.keys, item)
    return list(found.values())


def _codes(present: Ontology, formers: Sequence[Ontology]) -> Iterator[ReusedName]:
    """Codes that were renamed to another one of today, and types that are of the other kind now."""
    for former in formers:
        for section in ("entities", "events", "roles", "attributes"):
            now: Mapping[str, object] = getattr(present, section)
            for code in former.renamed:
                other = present.renamed_label(former.renamed_label(code))
                if code in now and other in now and other != code:
                    yield ReusedName(
                        (section, code),
                        f"{code} was renamed to {other} by {former.id}, so what was annotated as {code} means"
                        f" {other}, and {code} cannot mean something else",
                        f"Give the new one another name, and keep '{code}: {other}' under renamed.",
                    )
        for section, kind, others in (
            ("entities", "an event type", former.events),
            ("events", "an entity type", former.entities),
        ):
            for code in getattr(present, section):
                if code in others:
                    yield ReusedName(
                        (section, code),
                        f"{code} was {kind} in {former.id}; what was annotated with it would be read as"
                        " another kind",
                        "Give the new type another name.",
                    )


def _words_of_types(present: Ontology, formers: Sequence[Ontology]) -> Iterator[ReusedName]:
    """Words that are the code of a former type: results hold codes, or words from before there was a code."""
    names, types = Names(present), {*present.entities, *present.events}
    for former in formers:
        for code in (*former.entities, *former.events):
            if code in types:
                continue  # no word is the code of another type
            for language in present.languages:
                for label, word in type_words(present, language).items():
                    if word == code and label not in (code, names.label(code)):
                        section = "entities" if label in present.entities else "events"
                        yield _word((section, label), word, f"the type {code}", former, label, code)


def _words_of_roles(present: Ontology, formers: Sequence[Ontology]) -> Iterator[ReusedName]:
    """Words and codes of roles that stood for another role: results hold the word of a role."""
    names = Names(present)
    meant: dict[str, tuple[str, Ontology]] = {}
    for former in formers:
        for word, role in role_spellings(former).items():
            meant.setdefault(word, (role, former))
    for word, role in role_spellings(present).items():
        before, former = meant.get(word, (role, present))
        if names.role(before) != role:
            yield _word(("roles", role), word, f"the role {before}", former, role, before)


def _words_of_values(present: Ontology, formers: Sequence[Ontology]) -> Iterator[ReusedName]:
    """Words that are a value which the attribute had before."""
    names = Names(present)
    for former in formers:
        for former_name, before in former.attributes.items():
            name = names.attribute(former_name)
            if (attribute := present.attributes.get(name)) is None:
                continue
            gone = {value for value in before.values if value not in attribute.values}
            for language in present.languages:
                for value, word in value_words(attribute, language).items():
                    if word in gone:
                        yield ReusedName(
                            ("attributes", name, "words", language, value),
                            f"{word!r} is the word of the value {value} of {name}, but it was another value"
                            f" in {former.id}, and annotations may still have that",
                            f"Give {value} another word.",
                        )


def _word(
    keys: tuple[str, ...], word: str, meant: str, former: Ontology, now: str, before: str
) -> ReusedName:
    return ReusedName(
        (*keys, *(() if word == now else ("word",))),
        f"{word!r} stands for {now} now, but it stood for {meant} in {former.id}, and what was annotated with"
        " it keeps that meaning",
        f"Give {now} another word or name; or, if {now} is what {before} was, write '{before}: {now}' under"
        " renamed.",
    )
