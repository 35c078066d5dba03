"""Functions of people: a function noun with its complements, without the article.

"vice-ministre permanent des Affaires étrangères du Vietnam", "ambassadeur de Cuba au Vietnam",
"secrétaire général du Parti communiste et président vietnamien". Found left to right in the tokens, since
parsers attach such chains poorly; a complement ends where a person's name begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotate.core.annotation import Annotation, Entity, Span, Status
from annotate.core.ontology import Ontology
from annotate.prelabel import scores
from annotate.prelabel.draft import Draft
from annotate.prelabel.lexicon import Lexicon
from annotate.prelabel.protocol import Labeler
from annotate.prelabel.region_ids import entity_id
from annotate.prelabel.registry import LabelerContext
from annotate.prelabel.sentences import forms, key
from annotate.prelabel.versions import version

if TYPE_CHECKING:
    from spacy.tokens import Doc

LABEL = "ROLE"
_OF = frozenset({"de", "du", "des", "d'"})
_AT = frozenset({"à", "au", "aux", "en", "auprès", "près"})
_ARTICLES = frozenset({"le", "la", "les", "l'"})
_LONGEST = 40  # tokens; the longest title in use is well below


class Roles:
    """Function mentions from the lexicon's function nouns."""

    name = "roles"
    needs = frozenset({"analysis"})
    provides = frozenset({"entities"})

    def __init__(self, lexicons: dict[str, Lexicon], models: Sequence[str], ontology: Ontology) -> None:
        self.version = version(*models, *(lexicon.digest for lexicon in lexicons.values()))
        self.languages = frozenset(lexicons)
        self._words = {language: FunctionWords(lexicon) for language, lexicon in lexicons.items()}
        self._active = LABEL in ontology.entities

    def label(self, batch: Sequence[Draft]) -> list[Annotation]:
        """The function mentions of each draft's text; none where the ontology has no type ROLE."""
        return [
            Annotation(author=self.name, status=Status.SUGGESTED, entities=tuple(self._entities(draft)))
            for draft in batch
        ]

    def _entities(self, draft: Draft) -> Iterator[Entity]:
        if not self._active or draft.language is None:
            return
        doc, text = draft.analysis, draft.article.text
        names = {entity.start: entity for entity in draft.said.entities}
        for start, end in _Reader(doc, self._words[draft.language], names).mentions():
            span = Span(start=doc[start].idx, end=doc[end - 1].idx + len(doc[end - 1]))
            yield Entity(
                id=entity_id(span, LABEL),
                label=LABEL,
                start=span.start,
                end=span.end,
                text=text[span.start : span.end],
                score=scores.ROLES,
            )


class FunctionWords:
    """The function nouns of a lexicon as sequences of words, longest first by their first word."""

    def __init__(self, lexicon: Lexicon) -> None:
        words = lexicon.words
        self.modifiers = frozenset(map(key, words.function_modifiers))
        self.posted = frozenset(_split(name) for name in words.posted)
        self.by_first: dict[str, list[tuple[str, ...]]] = {}
        for name in words.functions:
            parts = _split(name)
            self.by_first.setdefault(parts[0], []).append(parts)
        for names in self.by_first.values():
            names.sort(key=len, reverse=True)


@dataclass(frozen=True)
class _Reader:
    """Reads function mentions off a text's tokens. Positions are token indexes, ends exclusive."""

    doc: Doc
    words: FunctionWords
    names: dict[int, Entity]

    def mentions(self) -> Iterator[tuple[int, int]]:
        position = 0
        while position < len(self.doc):
            found = self._function(position)
            if found is None:
                position += 1
                continue
            end = self._complements(*found)
            while (again := self._joined(end)) is not None:
                end = self._complements(*again)
            end = self._whole_names(position, end)
            yield position, end
            position = end

    def _function(self, position: int) -> tuple[int, bool] | None:
        """Where the function noun (with modifiers before it) that starts here ends; whether it has a post."""
        start = position
        while start < len(self.doc) and key(self.doc[start].text) in self.words.modifiers:
            if (named := self._noun(start)) is not None:
                return named
            start += 1
        return self._noun(start) if start < len(self.doc) else None

    def _noun(self, start: int) -> tuple[int, bool] | None:
        for first in dict.fromkeys(reversed(forms(self.doc[start]))):
            for parts in self.words.by_first.get(first, ()):
                if len(parts) == 1 and self.doc[start].pos_ not in ("NOUN", "PROPN"):
                    continue  # "l'Assemblée générale", "ils président"
                following = self.doc[start + 1 : start + len(parts)]
                if len(following) == len(parts) - 1 and all(
                    part in forms(token) for part, token in zip(parts[1:], following, strict=True)
                ):
                    return start + len(parts), parts in self.words.posted
        return None

    def _joined(self, end: int) -> tuple[int, bool] | None:
        """A second function without an article of its own: "secrétaire général … et président …"."""
        if end < len(self.doc) and self.doc[end].text == "et":
            return self._function(end + 1) if end + 1 < len(self.doc) else None
        return None

    def _complements(self, end: int, posted: bool) -> int:
        limit = min(len(self.doc), end + _LONGEST)
        end = self._adjectives(end, limit)
        while True:
            after = self._complement(end, limit, posted)
            if after is None:
                return end
            end = after

    def _complement(self, position: int, limit: int, posted: bool) -> int | None:
        """Where the complement that starts here ends: "de Cuba", "au Vietnam", ", des Sports"."""
        start = position
        listed = start < limit and self.doc[start].text in (",", "et")
        if listed:
            start += 1
        if start >= limit:
            return None
        word = key(self.doc[start].text)
        if word not in _OF and not (posted and not listed and word in _AT):
            return None
        start += 1
        if word in ("auprès", "près"):
            start += 1
        if start < limit and key(self.doc[start].text) in _ARTICLES:
            start += 1
        # A further member of the list has a capital, or it belongs to the sentence and not to the title.
        end = self._noun_phrase(start, limit, capital=listed)
        if end is None or self._function(start) is not None:
            return None
        return end

    def _noun_phrase(self, start: int, limit: int, *, capital: bool) -> int | None:
        if start >= limit:
            return None
        first = self.doc[start]
        name = self.names.get(first.idx)
        if name is not None and name.label in ("PER", "LOC"):
            return None if name.label == "PER" else self._token_after(name, start)
        if first.text[0].isupper():
            end = start + 1
            while end < limit and self._goes_on(end):
                end += 1
            return self._adjectives(end, limit)
        if capital or first.pos_ not in ("NOUN", "PROPN") or not first.text[0].isalpha():
            return None
        return self._adjectives(start + 1, limit)

    def _goes_on(self, position: int) -> bool:
        token = self.doc[position]
        return token.text[0].isupper() and not self._is_name(token.idx) and not token.is_sent_start

    def _is_name(self, start: int) -> bool:
        # A model takes parts of a title for organisations; people and places it knows better.
        return start in self.names and self.names[start].label in ("PER", "LOC")

    def _whole_names(self, start: int, end: int) -> int:
        """``end``, or the end of a name that it would cut: "auprès des Nations | unies"."""
        for position in range(end - 1, start, -1):
            name = self.names.get(self.doc[position].idx)
            if name is not None and name.label != "PER":
                return max(end, self._token_after(name, position))
        return end

    def _adjectives(self, position: int, limit: int) -> int:
        while position < limit and self.doc[position].pos_ == "ADJ" and self.doc[position].text[0].islower():
            position += 1
        return position

    def _token_after(self, name: Entity, position: int) -> int:
        while position < len(self.doc) and self.doc[position].idx < name.end:
            position += 1
        return position


def make(context: LabelerContext, argument: str | None) -> Labeler:
    """``roles``, or ``roles:LEXICON``."""
    lexicons = context.lexicons(argument)
    models = [context.analyser.model_id(language) for language in lexicons]
    return Roles(lexicons, models, context.ontology)


def _split(name: str) -> tuple[str, ...]:
    return tuple(key(name).replace("'", "' ").split())
