"""Repairs typical errors of a general model's names in dispatches.

"Vietnam-Cuba" becomes two places. "État" and "Vietnamiens" are dropped, because these words are no names. "le
Sénat" loses its article. A name never goes beyond the end of a line.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from annotate.core.folding import fold_accents, fold_case
from annotate.core.ontology import Ontology
from annotate.core.ontology_form import EntityKind
from annotate.prelabel.knowledge.gazetteers import Gazetteer
from annotate.prelabel.languages.head_nouns import HeadNouns
from annotate.prelabel.languages.names import PARTICLES, ModelSpanWords, PlaceWords
from annotate.prelabel.models.joined_names import JoinedNames, joined_acronyms
from annotate.prelabel.models.no_names import NoNames
from annotate.prelabel.models.place_positions import PlacePositions
from annotate.prelabel.models.span_joins import LabeledSpan, SpanJoins
from annotate.prelabel.parsing.tree import Tree

_NO_NAME = frozenset({"ADV", "ADP", "VERB", "AUX", "DET", "PRON", "SCONJ", "CCONJ", "NUM", "INTJ"})
_NEAR_THING = 5  # words after a noun of things in which its name may begin, and words of the name
_REACH = 12  # at most so many words between a minister and a part of the portfolio
_LOWER_TAIL = re.compile(r"[ \u00a0](?P<noun>[^\W\d_A-ZÀ-Ý]+)\Z")
_WORD_BEFORE_WORD = re.compile(r"(?P<word>[^\W\d_]+(?:-[^\W\d_]+)*)[ \u00a0](?=\w)")
_ACRONYM = re.compile(r"[A-Z][A-Z\d]+(?:&[A-Z]+)?")
_INNER_CAPITAL = re.compile(r"(?!Mac)[A-ZÀ-Ý][a-zà-ÿ]{2,}(?:[A-ZÀ-Ý][a-zà-ÿ]+)+")
_ELIDED = re.compile(r"(?<![^\W_])[A-Z]['’]\Z")
_WORD_BEFORE = re.compile(r"(?<!\w)(?P<word>\w+) \Z")
_HYPHENED = re.compile(r"-[^\W\d_a-zà-ÿ][^\W_]*")
_OPENS = re.compile(r"(?:\A|[.!?…:\n«“\"(–—-])\s*\Z")
_REPUBLIC = re.compile(r"R[ée]publique (?:de |d['’])")


class SpanRepair:
    """Repairs the (start, end, label) of a model's entities, in code points of the article's text.

    ``words`` and ``places`` must be in the language of the text. ``portfolio`` holds the functions whose
    complement is a field of government, not an organization: "ministre des Affaires étrangères".
    """

    def __init__(
        self,
        names: Gazetteer,
        words: ModelSpanWords,
        places: PlaceWords,
        portfolio: frozenset[str],
        ontology: Ontology,
        *,
        facilities: frozenset[str] = frozenset(),
        common: Mapping[str, int] = MappingProxyType({}),
        heads: HeadNouns | None = None,
    ) -> None:
        self._names = names
        self._words = words
        self._places = places
        self._portfolio = portfolio
        self._positions = PlacePositions(words, names.generics | facilities, places.before_city)
        self._no_names = NoNames(words, heads, common)
        self._joined = JoinedNames(names, words)
        self.joins = SpanJoins(names, words, ontology, common)
        self._ontology = ontology
        self._place = ontology.label_of("place")
        self._organization = ontology.label_of("organization")
        self._person = ontology.label_of("person")

    def repaired(
        self, text: str, start: int, end: int, label: str, tree: Tree
    ) -> Iterator[tuple[int, int, str]]:
        """Yields the mentions that the span should have been: one, several or no mention."""
        kind = self._ontology.kind_of(label)
        if kind == "date":
            return  # a model also marks durations and frequencies; `dates` finds dates better
        for line in self._lines(text, start, end):
            first, last = self._edges(text, *line, kind)
            if kind == "place":
                first = self._joined.without_noun(text, first, last)
            if last <= first:
                continue
            if behind := self._behind_demonym(text, first, last, kind):
                first, label = behind
                kind = "person"
            if glued := self._words.glued_title(text[first:last]):
                first, label = first + glued, self._person or label
                kind = "person"
            parts = list(self._joined.places(text, first, last))
            if parts:
                yield from ((*part, self._place or label) for part in parts)
            elif acronyms := joined_acronyms(text, first, last):
                yield from ((*part, self._organization or label) for part in acronyms)
            elif not self._is_no_name(text, first, last, kind, tree):
                if kind != "place" and self._is_where(text, first, last, kind, tree):
                    label = self._place or label
                elif kind == "place" and self._is_acronym(text[first:last]):
                    label = self._organization or label
                elif kind != "place" and (
                    self._is_before_noun(text, first, last, tree) or self._ends_like_place(text[first:last])
                ):
                    label = self._place or label
                yield first, last, label

    def names_of_things(self, text: str, spans: Sequence[LabeledSpan], tree: Tree) -> frozenset[str]:
        """The names of ``spans`` that a thing bears anywhere in the text: "la fusée Epsilon S"."""
        names = {name for start, end, _ in spans if self._names.names.get(name := text[start:end]) is None}
        words, things, found = tree.words, self._words.things, set()
        for word in words:
            if word.key not in things:
                continue
            for first in range(word.i + 1, min(word.i + _NEAR_THING, len(words))):
                for last in range(first, min(first + _NEAR_THING, len(words))):
                    start, end = words[first].start, words[last].end
                    name = text[start:end]
                    if name in names and self._no_names.is_thing(start, end, words, first):
                        found.add(name)
        return frozenset(found)

    @staticmethod
    def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        position = start
        for line in text[start:end].split("\n"):
            if line.strip():
                yield position, position + len(line)
            position += len(line) + 1

    def _edges(self, text: str, start: int, end: int, kind: EntityKind | None) -> tuple[int, int]:
        while (match := self._words.leading_at(text, start, end)) and match.end() < end:
            leading = fold_case(match[0]).rstrip(" \u00a0.")
            capital = text[start].isupper()
            if capital and kind == "person" and leading in self._words.person_articles:
                break  # "La Salle"
            if (
                capital
                and leading in self._words.name_articles
                and not _OPENS.search(text[max(start - 3, 0) : start])
            ):
                break  # "The Lancet": a capital in mid-sentence belongs to the name
            name = text[start:end]
            if fold_accents(name) in self._words.with_article or (
                capital and self._names.names.get(name) is not None
            ):
                break
            start = match.end()
        if (
            kind == "place"
            and (match := _REPUBLIC.match(text, start, end))
            and self._names.names.get(text[start:end]) is None
        ):
            start = match.end()  # "procureur de la République de Brest"
        if kind == "person":
            start = self._without_honorifics(text, start, end)
        elif (match := _ELIDED.search(text, max(start - 2, 0), start)) and (
            not self._words.leading_at(text, match.start(), end)
            or self._names.cities.get(text[match.start() : end]) is not None
        ):
            start = match.start()  # "N'Zérékoré", "L'Aquila"
        start += self._places.generic_length(text[start:end], self._names.generics)
        while text[end : end + 1] == "-" and (whole := _HYPHENED.match(text, end)):
            end = whole.end()
        generic = _LOWER_TAIL.search(text[start:end]) if kind == "place" else None
        if generic is not None and fold_accents(generic["noun"]) in self._names.generics:
            end = start + generic.start()
        end -= self._words.possessive_length(text[start:end])
        return start, end

    def _without_honorifics(self, text: str, start: int, end: int) -> int:
        """The start of a person's name without titles and other words in lower case before it."""
        while (match := self._words.honorific_at(text, start, end)) and match.end() < end:
            start = match.end()
        first = start
        while match := _WORD_BEFORE_WORD.match(text, start, end):
            if not match["word"].islower() or (start == first and fold_case(match["word"]) in PARTICLES):
                break  # "van Gogh"
            start = match.end()
        return start

    def _behind_demonym(
        self, text: str, start: int, end: int, kind: EntityKind | None
    ) -> tuple[int, str] | None:
        """The start and the label of a person after a demonym: "le Kényan Eliud Kiprono"."""
        if self._person is None or kind not in ("person", "place"):
            return None
        if not self._words.demonym_before_person:
            return None
        before = _WORD_BEFORE.search(text[max(start - _REACH, 0) : start])
        if before is None or fold_case(before["word"]) not in self._words.leading:
            return None
        match = _WORD_BEFORE_WORD.match(text, start, end)
        if match is None or fold_accents(match["word"]) not in self._names.demonyms:
            return None
        if not text[match.end()].isupper() or self._names.names.get(text[start:end]) is not None:
            return None
        return match.end(), self._person

    def _is_before_noun(self, text: str, start: int, end: int, tree: Tree) -> bool:
        """Whether a noun of places follows an unknown name: "Salarzai area"."""
        index = bisect_right(tree.starts, end)
        return (
            0 < index < len(tree.words)
            and tree.words[index].text in self._words.behind_place
            and tree.words[index].start == end + 1
            and self._names.names.get(text[start:end]) is None
        )

    def _ends_like_place(self, name: str) -> bool:
        """Whether a name of two words or more ends with a noun of places: "Teknaf Upazila"."""
        before, _, noun = name.rpartition(" ")
        return bool(before) and noun in self._places.generics_behind and before[:1].isupper()

    def _is_acronym(self, name: str) -> bool:
        """Whether an unknown "place" is an acronym or has a capital inside: "BioCubaFarma"."""
        return (
            (_ACRONYM.fullmatch(name) is not None or _INNER_CAPITAL.fullmatch(name) is not None)
            and self._names.names.get(name) is None
            and self._names.cities.get(name) is None
        )

    def _is_no_name(self, text: str, start: int, end: int, kind: EntityKind | None, tree: Tree) -> bool:
        name = text[start:end]
        if not any(character.isupper() for character in name):
            return True
        folded = fold_accents(name)
        if (
            name in self._names.currencies
            or folded in self._names.not_places
            or folded in self._names.demonyms
        ):
            return True
        first, _, rest = folded.partition(" ")
        if first in self._names.not_places and rest in self._names.demonyms:
            return True  # "secrétaire d'État américain"
        if kind == "organization" and self._is_portfolio(start, tree):
            return True
        index = bisect_right(tree.starts, start) - 1
        word = tree.words[index] if 0 <= index < len(tree.words) else None
        known = self._names.names.get(name) is not None
        if word is not None and not known and self._no_names.holds(text, start, end, tree.words, index):
            return True
        if word is not None and word.start == start and word.end >= end:
            opens = index == 0 or tree.words[index - 1].pos in ("PUNCT", "SPACE")
            opens = opens or tree.words[index - 1].sentence != word.sentence
            return opens and word.pos in _NO_NAME
        return False

    def _is_where(self, text: str, start: int, end: int, kind: EntityKind | None, tree: Tree) -> bool:
        """Whether an unknown single word is in a position for places: "near Kourfa", "à Martissant"."""
        name = text[start:end]
        if " " in name or name.isupper() or self._names.names.get(name) is not None:
            return False
        index = bisect_right(tree.starts, start) - 1
        words = tree.words
        if index < 1 or words[index].start != start:
            return False
        before = words[index - 1]
        if before.key in self._words.of and index >= 2:
            return words[index - 2].key in self._words.place_nouns
        following = words[index + 1] if index + 1 < len(words) else None
        alone = following is None or not following.text[0].isupper()
        if kind == "person" and before.key in self._words.before_person:
            return False
        return alone and before.key in self._words.before_place

    def place_ends(self, spans: Iterable[LabeledSpan]) -> frozenset[int]:
        """The ends of the places among ``spans``, in code points."""
        return frozenset(end for _, end, label in spans if label == self._place)

    def second_label(
        self, text: str, span: LabeledSpan, place_ends: Container[int], tree: Tree
    ) -> str | None:
        """The label "place" for a name that the model takes for something else, if there is evidence for it.

        Evidence is a city of the gazetteer, a preposition of place, a noun of a place before "of", or a place
        before "and". Merging decides. ``place_ends`` is that of `place_ends`.
        """
        start, end, label = span
        if self._place is None or label not in (self._person, self._organization):
            return None
        name = text[start:end]
        if self._names.names.get(name) is not None or _ACRONYM.fullmatch(name):
            return None
        if self._names.cities.get(name) is not None:
            return self._place
        index = bisect_right(tree.starts, start) - 1
        if index < 0 or tree.words[index].start != start:
            return None
        return self._place if self._positions.holds(tree.words, index, place_ends) else None

    def _is_portfolio(self, start: int, tree: Tree) -> bool:
        """Whether the span is a minister's field: "vice-ministre des Affaires étrangères"."""
        index = bisect_right(tree.starts, start) - 1
        words = tree.words
        if words[index].matches(self._portfolio):
            return True
        position = index - 1
        passed = 0
        while position >= 0 and passed < _REACH and words[position].sentence == words[index].sentence:
            word = words[position]
            if word.matches(self._portfolio):
                return True
            small = (
                word.key in self._words.portfolio_links
                or word.pos == "ADJ"
                or (word.text[0].isupper() and word.pos != "VERB")
            )
            if not small:
                return False
            position -= 1
            passed += 1
        return False
