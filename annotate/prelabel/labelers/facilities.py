"""Finds places that are named by a common noun: "port de Tanger", "Narita Airport"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from annotate.core.annotation import Annotation, Entity
from annotate.core.folding import fold_accents
from annotate.core.ontology import Ontology
from annotate.prelabel.interface import fixed_scores
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.entities import entity_answers, mention
from annotate.prelabel.interface.labeler_kinds import LabelerKind
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.knowledge.gazetteers import Gazetteer
from annotate.prelabel.languages.names import FacilityWords, NameRules
from annotate.prelabel.languages.registry import rules_version
from annotate.prelabel.parsing.tokenising import known_words
from annotate.prelabel.parsing.tree import Word
from annotate.prelabel.versions import version

_ROAD_NUMBER = re.compile(r"[A-Z]?\d{1,4}[A-Z]?")
_ROAD_CODE = re.compile(r"(?P<letters>[A-Z]{1,2})\d{1,3}[A-Z]?")


class Facilities:
    """Finds ports, airports, bases, palaces and the like, by the facility nouns of the gazetteer."""

    name = "facilities"
    needs = frozenset({"analysis"})
    provides = frozenset({"entities"})
    kind: LabelerKind = "rule"

    def __init__(self, names: Gazetteer, rules: Mapping[str, NameRules], ontology: Ontology) -> None:
        self._words = {
            language: of_language.facilities
            for language, of_language in rules.items()
            if of_language.facilities is not None
        }
        self.languages = frozenset(self._words)
        self.version = version(names.digest(), rules_version(self.languages))
        self._heads = names.facilities
        # If an ontology has a type for functions, common nouns are mentions. Otherwise only proper names are.
        self._label = ontology.label_of("place") if ontology.label_of("function") else None

    def label(self, batch: Sequence[Draft]) -> list[Annotation]:
        """Suggests the facilities in each draft's text, except if only proper names are mentions."""
        return entity_answers(self.name, batch, self._entities)

    def _entities(self, draft: Draft) -> Iterator[Entity]:
        if self._label is None or draft.language is None:
            return
        rules, words, text = self._words[draft.language], draft.tree.words, draft.article.text
        heads = self._heads.get(draft.language, frozenset())
        known = known_words(draft.language)
        folded = {form: fold_accents(form) for word in words for form in (word.text, word.lemma)}
        for word in words:
            if word.key in rules.roads:
                found = _road(words, word.i)
            elif folded[word.text] not in heads and folded[word.lemma] not in heads:
                code = _ROAD_CODE.fullmatch(word.text)
                found = (word.i, word.i + 1) if code and code["letters"] in rules.road_codes else None
            else:
                found = _after(words, word.i, rules, known) or (
                    _before(words, word.i, rules) if rules.noun_last else None
                )
            if found is not None:
                first, last = found
                yield mention(
                    text, words[first].start, words[last - 1].end, self._label, fixed_scores.FACILITIES
                )


def _road(words: list[Word], at: int) -> tuple[int, int] | None:
    """A road with a number: "route nationale n° 1", "autoroute A13", "National Highway 515"."""
    first, position = at, at + 1
    while first > 0 and words[first - 1].text[0].isupper() and words[first - 1].pos in ("PROPN", "ADJ"):
        first -= 1
    if not words[at].text[0].isupper() or words[at].starts_sentence:
        first = at
    while position < len(words) and words[position].pos == "ADJ" and words[position].text[0].islower():
        position += 1
    while position < len(words) and words[position].text in ("n°", "n", "°", "No", "No."):
        position += 1
    if position >= len(words) or words[position].sentence != words[at].sentence:
        return None
    return (first, position + 1) if _ROAD_NUMBER.fullmatch(words[position].text) else None


def _after(
    words: list[Word], at: int, rules: FacilityWords, known: Mapping[str, int]
) -> tuple[int, int] | None:
    """A facility with the name after the noun: "aéroport international de Bauerfield", "pont Anghor"."""
    position = _lower(words, at + 1)
    if words[at].key in rules.compounds and position + 2 < len(words) and words[position].key in rules.of:
        noun = position + 1 + (words[position + 1].key in rules.articles)
        if words[noun].text[0].islower() and words[noun].pos == "NOUN":
            position = _lower(words, noun + 1)  # "palais de justice | d'Anosy"
    if position < len(words) and words[position].key in rules.of:
        position += 1
        if position < len(words) and words[position].key in rules.articles:
            position += 1
    elif position != at + 1 and words[at].text[0].islower():
        return None
    start = position
    while position < len(words) and words[position].sentence == words[at].sentence:
        word = words[position]
        following = words[position + 1] if position + 1 < len(words) else None
        hyphen = word.text == "-" and position > start and word.start - words[position - 1].end <= 1
        hyphen = hyphen and following is not None and following.text[0].isupper()
        if not word.text[0].isupper() and not hyphen:
            break
        position += 1
    if words[at].key in rules.strict and (
        words[at].text[0].isupper() or (position == start + 1 and words[start].key in known)
    ):
        return None
    return (at, position) if position > start else None


def _lower(words: list[Word], position: int) -> int:
    """The position after the adjectives in lower case from ``position`` on."""
    while position < len(words) and words[position].pos == "ADJ" and words[position].text[0].islower():
        position += 1
    return position


def _before(words: list[Word], at: int, rules: FacilityWords) -> tuple[int, int] | None:
    """A facility with the name before the noun: "Narita Airport", "Medog dam"."""
    if not words[at].text[0].isupper() and words[at].key not in rules.lower_last:
        return None
    first = at
    while first > 0 and words[first - 1].text[0].isupper() and words[first - 1].pos == "PROPN":
        if words[first - 1].sentence != words[at].sentence:
            break
        first -= 1
    return (first, at + 1) if first < at else None


def make(context: LabelerContext, argument: str | None) -> Labeler:
    """``facilities``."""
    return Facilities(context.gazetteer(), context.name_rules(), context.ontology)
