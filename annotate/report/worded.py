"""Shows the names of an ontology as the words that stand on the labelling screen."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from annotate.core.ontology import Ontology
from annotate.core.screen_words import role_words, type_words, value_words

if TYPE_CHECKING:
    from markupsafe import Markup


_AFTER, _BEFORE = re.compile("(?<=«) "), re.compile(" (?=[»:;!?])")  # French spaces stay in their line

_LETTER = r"[A-Za-z\u00c0-\u024f0-9_-]"  # a name beside other letters, as in Chinese, is a whole word
_STARTS = re.compile(r"(?:^|[.!?:]\s+)$")


class Worded:
    """The words of one language for the types, roles, attributes and values of an ontology.

    ``codes`` shows the names themselves, as files and records have them.
    """

    def __init__(self, ontology: Ontology, language: str, *, codes: bool = False) -> None:
        self._ontology = ontology
        self._language = language
        self.codes = codes

    def name(self, name: str) -> str:
        """The word for a type, role or attribute."""
        return name if self.codes else self._words.get(name, name)

    def value(self, attribute: str, value: str) -> str:
        """The word for a value of an attribute."""
        return value if self.codes else self._values[attribute][value]

    def gloss(self, attribute: str, value: str) -> str:
        """What a value means, in the ontology's words; empty if the ontology does not say."""
        return self._ontology.attributes[attribute].values[value].get(self._language, "")

    def text(self, wording: str, entry: str = "") -> Markup:
        """A wording as HTML, with the words of the screen in place of the names in it.

        Types and roles are found as whole words with a capital letter; one that may be an ordinary word at
        the start of a sentence stays. Other names, and values, are found between backticks, in brackets that
        hold nothing else, and after an arrow. ``entry`` is the entry that the wording is about: of two
        attributes with one value, its own is meant.
        """
        from markupsafe import Markup, escape

        if self._language == "fr":
            wording = _BEFORE.sub("\N{NO-BREAK SPACE}", _AFTER.sub("\N{NO-BREAK SPACE}", wording))
        parts: list[str] = []
        at = 0
        for found in self._names.finditer(wording):
            parts += (escape(wording[at : found.start()]), self._shown(found, entry))
            at = found.end()
        return Markup("").join([*parts, escape(wording[at:])])

    def _shown(self, found: re.Match[str], entry: str) -> Markup:
        from markupsafe import Markup, escape

        name = found["name"]
        if name is not None and name.istitle() and _STARTS.search(found.string[: found.start()]):
            return escape(name)
        names = (found["quoted"] or found["values"] or name).split(", ")
        words = (self._any_value(one, entry) or self.name(one) for one in names)
        return Markup(", ").join(Markup("<b>{}</b>").format(word) for word in words)

    def _any_value(self, value: str, entry: str) -> str | None:
        attributes = self._ontology.attributes
        having = [name for name, item in attributes.items() if value in item.values]
        own = [name for name in having if name == entry or entry in attributes[name].on]
        return self.value((own or having)[0], value) if having else None

    @cached_property
    def _words(self) -> dict[str, str]:
        ontology, language = self._ontology, self._language
        attributes = {name: item.worded(name, language) for name, item in ontology.attributes.items()}
        return {**attributes, **role_words(ontology, language), **type_words(ontology, language)}

    @cached_property
    def _values(self) -> dict[str, dict[str, str]]:
        attributes = self._ontology.attributes.items()
        return {name: value_words(item, self._language) for name, item in attributes}

    @cached_property
    def _names(self) -> re.Pattern[str]:
        ontology = self._ontology
        types = [*ontology.entities, *ontology.events, *ontology.roles]
        name = _any_of(one for one in types if one != one.lower())
        value = _any_of(value for item in ontology.attributes.values() for value in item.values)
        return re.compile(
            rf"`(?P<quoted>[^`]+)`|(?:(?<=\()|(?<=→ ))(?P<values>{value}(?:, {value})*)(?=\)| \(|$)"
            rf"|(?<!{_LETTER})(?P<name>{name})(?!{_LETTER})"
        )


def _any_of(names: Iterable[str]) -> str:
    longest_first = sorted(set(names), key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, longest_first))})" if longest_first else r"(?!)"
