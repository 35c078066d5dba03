"""Finds places and organizations of the gazetteer, with their `ref` and sector.

A country, capital or region is suggested if it has a capital letter, except inside the name of an
organization or a person. Many cities are family names too. So a city is suggested only if the model sees a
place, or after a preposition of place: "à Orlando". A name that nobody knows is suggested, with a low score,
in a position for places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from annotate.core.annotation import Annotation, Entity
from annotate.core.folding import fold_accents
from annotate.core.ontology import Ontology
from annotate.prelabel.interface import fixed_scores
from annotate.prelabel.interface.attribute_names import SECTOR
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.entities import MentionIndex, entity_answers, mention
from annotate.prelabel.interface.labeler_kinds import LabelerKind
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.knowledge.gazetteers import Gazetteer, Known
from annotate.prelabel.languages.names import NameRules, PlaceWords
from annotate.prelabel.languages.registry import rules_version
from annotate.prelabel.models.place_positions import PlacePositions
from annotate.prelabel.parsing.tokenising import known_words
from annotate.prelabel.parsing.tree import Word
from annotate.prelabel.versions import version

_LONGEST = 3  # further words of a place that nobody knows
_OF_EVENT = frozenset({"de", "du", "des", "d'", "of"})
_CURRENCIES = frozenset({"dollar", "dollars", "pound", "pounds"})


class GazetteerNames:
    """Finds the names of the gazetteer."""

    name = "gazetteer"
    needs = frozenset({"analysis"})
    provides = frozenset({"entities"})
    kind: LabelerKind = "gazetteer"

    def __init__(self, names: Gazetteer, rules: Mapping[str, NameRules], ontology: Ontology) -> None:
        self._words = {
            language: of_language.places
            for language, of_language in rules.items()
            if of_language.places is not None
        }
        self._positions = {
            language: PlacePositions(of_language.model_spans, names.generics)
            for language, of_language in rules.items()
            if of_language.model_spans is not None
        }
        # "de la", "du" -> "de", "du"
        self._of = {
            language: frozenset(link.split()[0].replace("l'", "") for link in of_language.generic_links)
            for language, of_language in self._words.items()
        }
        self.languages = frozenset(self._words)
        self.version = version(names.digest(), rules_version(self.languages))
        self._names = names
        self._ontology = ontology
        self._place, self._organization = ontology.label_of("place"), ontology.label_of("organization")
        self._sectors = self._organization is not None and SECTOR in ontology.attributes_of(
            self._organization
        )

    def label(self, batch: Sequence[Draft]) -> list[Annotation]:
        """Suggests the names of the gazetteer in each draft's text."""
        return entity_answers(self.name, batch, self._entities)

    def _entities(self, draft: Draft) -> Iterator[Entity]:
        if draft.language is None:
            return
        rules = self._words[draft.language]
        text = draft.article.text
        folded = fold_accents(text)
        words = draft.tree.words
        names = MentionIndex(
            item
            for item in draft.suggested.entities
            if self._ontology.kind_of(item.label) in ("organization", "person")
        )
        places = {
            (item.start, item.end)
            for item in draft.suggested.entities
            if self._ontology.kind_of(item.label) == "place"
        }
        every = MentionIndex(draft.suggested.entities)
        place_ends = {end for _, end in places}
        done = 0
        for word in words:
            if word.start < done or not word.text[0].isalnum():
                continue
            found = self._names.names.at(folded, word.start)
            if found is None:
                if word.text[0].isupper() and word.pos in ("PROPN", "NOUN", "ADJ", "X"):
                    city = self._city(word, words, folded, places, names, rules)
                    if city is not None:
                        done = city[0]
                        yield from self._mention(text, word.start, *city, fixed_scores.GAZETTEER_CITY)
                    elif (end := self._unknown_place(draft, word.i, every, place_ends)) is not None:
                        done = end
                        yield mention(text, word.start, end, self._place or "", fixed_scores.PLACE_BY_CONTEXT)
                continue
            end, known = found
            surface = text[word.start : end]
            if not self._written_as_name(surface, known, rules) or _inside(word.start, end, names):
                continue
            if _of_currency(words, word.i, end) or self._of_event(words, word.i, rules):
                continue
            if (
                self._longer_name(word, end, words)
                or self._goes_on(words, word.i, end)
                or self._hyphened(folded, word.start, end)
            ):
                continue
            done = end
            start = word.start
            if known.kind != "organization":
                start += rules.generic_length(text[word.start : end], self._names.generics)
                following = _first_from(words, word.i, end)
                end = self._without_generic(text, start, end)
                if (
                    following is not None
                    and following.text in rules.generics_behind
                    and following.start <= end + 1
                ):
                    done = end = following.end  # "Guizhou Province"
            yield from self._mention(text, start, end, known, fixed_scores.GAZETTEER)

    def _mention(self, text: str, start: int, end: int, known: Known, score: float) -> Iterator[Entity]:
        label = self._organization if known.kind == "organization" else self._place
        if label is not None:
            attributes = {SECTOR: known.sector} if known.sector and self._sectors else {}
            yield mention(text, start, end, label, score, ref=known.ref, attributes=attributes)

    def _without_generic(self, text: str, start: int, end: int) -> int:
        """The end of a name without a common noun in lower case: "Zaporizhzhia | region"."""
        name, _, noun = text[start:end].rpartition(" ")
        known = self._names.names.get(name) or self._names.cities.get(name) if name else None
        generic = known is not None and noun.islower() and fold_accents(noun) in self._names.generics
        return start + len(name) if generic else end

    def _of_event(self, words: list[Word], at: int, rules: PlaceWords) -> bool:
        """Whether the name ends that of an event: "Tour des Flandres", "Grand Prix de Monaco"."""
        before = at - 1
        while before >= 1 and (words[before].key in rules.articles or words[before].key in _OF_EVENT):
            before -= 1
        return before < at - 1 and before >= 0 and words[before].text in rules.events

    def _longer_name(self, word: Word, end: int, words: list[Word]) -> bool:
        """Whether the name ends a longer name that is not in the gazetteer: "France" in "Air France"."""
        before = words[word.i - 1] if word.i else None
        if before is None or before.end + 1 < word.start or before.sentence != word.sentence:
            return False
        return (
            before.pos == "PROPN"
            and before.text[0].isupper()
            and before.rel == "compound"
            and word.pos == "PROPN"
        )

    def _goes_on(self, words: list[Word], at: int, end: int) -> bool:
        """Whether the adjective of a country goes on with the name: "West African" is not the West."""
        following = _first_from(words, at, end)
        if following is None or following.start != end + 1 or following.sentence != words[at].sentence:
            return False
        return following.text[0].isupper() and fold_accents(following.text) in self._names.demonyms

    def _hyphened(self, folded: str, start: int, end: int) -> bool:
        """Whether the name is one part of a hyphened word, as in "Paris-Soir".

        In "Vietnam-Cuba" both parts are known, so each part is a name.
        """
        if folded[end : end + 1] == "-" and folded[end + 1 : end + 2].isalnum():
            return self._names.names.at(folded, end + 1) is None
        if start and folded[start - 1] == "-" and folded[start - 2 : start - 1].isalnum():
            before = re.search(r"[^\s-]+\Z", folded[max(start - 40, 0) : start - 1])
            return before is None or self._names.names.get(before[0]) is None
        return False

    def _city(
        self,
        word: Word,
        words: list[Word],
        folded: str,
        places: set[tuple[int, int]],
        names: MentionIndex,
        rules: PlaceWords,
    ) -> tuple[int, Known] | None:
        """Finds the city that begins at ``word``; returns its end (a code point) and its gazetteer entry."""
        found = self._names.cities.at(folded, word.start)
        if found is None:
            return None
        end, known = found
        if self._hyphened(folded, word.start, end):
            return None
        if _inside(word.start, end, names):
            return None
        if (word.start, end) not in places:
            before = words[word.i - 1] if word.i else None
            after = _first_from(words, word.i, end)
            if before is None or before.key not in rules.before_city:
                return None
            if (
                after is not None
                and after.text[0].isupper()
                and after.pos == "PROPN"
                and after.start <= end + 1
            ):
                return None
        return end, known

    def _unknown_place(self, draft: Draft, at: int, every: MentionIndex, place_ends: set[int]) -> int | None:
        """The end of a name that nobody knows in a position for places: "à Tchadoua", "the mayor of Auki".

        ``at`` is the index of its first word, which must be no word of the language. The name must have no
        mention yet.
        """
        language = draft.language or ""
        words = draft.tree.words
        word = words[at]
        positions = self._positions.get(language)
        if positions is None or self._place is None or not word.text[-1].islower():
            return None
        if word.text in self._words[language].directions and self._names_region(words, at, language):
            return word.end
        if word.key in known_words(language) or not positions.holds(words, at, place_ends):
            return None
        folded = fold_accents(word.text)
        if folded in self._names.not_places or folded in self._names.demonyms:
            return None
        if self._names.cities.get(word.text) is not None:
            return None  # `_city` has decided: "à Orlando Hernandez"
        last = at
        while last + 1 < len(words) and words[last + 1].text[0].isupper():
            if words[last + 1].start != words[last].end + 1 or last - at >= _LONGEST:
                break
            last += 1
        taken = (every.of(words[i].start, words[i].end) for i in range(at, last + 1))
        return None if any(True for mentions in taken for _ in mentions) else words[last].end

    def _names_region(self, words: list[Word], at: int, language: str) -> bool:
        """Whether a direction is the name of a region: "région de l'Est", "département du Nord"."""
        rules = self._words[language]
        alone = at + 1 == len(words) or not (words[at + 1].text[0].isupper() or words[at + 1].text == "-")
        before = at - 1
        if before >= 1 and words[before].key in rules.articles:
            before -= 1
        linked = before >= 1 and words[before].key in self._of[language]
        return alone and linked and fold_accents(words[before - 1].key) in self._names.generics

    @staticmethod
    def _written_as_name(surface: str, known: Known, rules: PlaceWords) -> bool:
        """Whether ``surface`` is written as a name: with a capital letter or, for an acronym, in capitals."""
        if len(surface) <= 5 and known.kind == "organization" and " " not in surface:
            capitals = sum(character.isupper() for character in surface)
            return (
                capitals >= 2
                or (capitals == 1 and surface[-1].isdigit())
                or (surface.istitle() and len(surface) >= 5)
            )
        name = rules.without_articles(surface)  # "La réunion" is a meeting, "La Réunion" the island
        return any(character.isupper() for character in name)


def _of_currency(words: list[Word], first: int, end: int) -> bool:
    """Whether the name says whose currency it is: "U.S. dollars"."""
    following = _first_from(words, first, end)
    return following is not None and following.key in _CURRENCIES and following.start == end + 1


def _inside(start: int, end: int, names: MentionIndex) -> bool:
    return any(len(item) > end - start for item in names.of(start, end))


def _first_from(words: list[Word], first: int, start: int) -> Word | None:
    """The first word, counted from ``first``, that begins at code point ``start`` or later."""
    return next((words[i] for i in range(first, len(words)) if words[i].start >= start), None)


def make(context: LabelerContext, argument: str | None) -> Labeler:
    """``gazetteer``."""
    return GazetteerNames(context.gazetteer(), context.name_rules(), context.ontology)
