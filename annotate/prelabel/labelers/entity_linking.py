"""Adds `ref` (what a mention refers to) and `sector` (the field of activity of an organization).

- A place gets the ISO 3166 alpha-3 code of its country: "La Havane" -> CUB.
- An organization of the gazetteer gets its key: "ONU" -> UN.
- Other organizations, and functions, get the code of the country that they name: "président cubain" -> CUB.
- A person gets a key made of the fullest form of the name. All mentions of this person get the same key.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from annotate.core.annotation import Annotation, Entity
from annotate.core.folding import fold_accents, fold_case
from annotate.core.ontology import Ontology
from annotate.prelabel.interface.attribute_names import SECTOR
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.entities import entity_answers
from annotate.prelabel.interface.labeler_kinds import LabelerKind
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.knowledge.gazetteers import Gazetteer
from annotate.prelabel.knowledge.lexicon import Lexicon
from annotate.prelabel.languages.names import NameRules
from annotate.prelabel.languages.registry import rules_version
from annotate.prelabel.versions import version

_WORD = re.compile(r"[^\W_]+['’]?")


class EntityLinking:
    """Adds `ref` and `sector` to mentions that other labelers found. Finds no mentions."""

    name = "entity-linking"
    needs = frozenset({"entities"})
    provides: frozenset[str] = frozenset()
    kind: LabelerKind = "rule"

    def __init__(
        self,
        names: Gazetteer,
        lexicons: Mapping[str, Lexicon],
        rules: Mapping[str, NameRules],
        ontology: Ontology,
    ) -> None:
        self.languages = frozenset(lexicons.keys() & rules.keys())
        digests = (lexicon.digest for lexicon in lexicons.values())
        self.version = version(names.digest(), *digests, rules_version(self.languages))
        self._rules = rules
        self._names = names
        self._ontology = ontology
        self._sectors = {language: _by_word(lexicon.words.sectors) for language, lexicon in lexicons.items()}
        self._with_sector = (
            {label for label in ontology.entities if SECTOR in ontology.attributes_of(label)}
            if ontology.label_of("organization")
            else set()
        )

    def label(self, batch: Sequence[Draft]) -> list[Annotation]:
        """Returns the mentions of each draft that get a `ref` or a `sector`, with these values filled in."""
        return entity_answers(self.name, batch, self._entities)

    def _entities(self, draft: Draft) -> Iterator[Entity]:
        mentions = draft.suggested.entities
        kinds = [self._ontology.kind_of(item.label) for item in mentions]
        places = [item for item, kind in zip(mentions, kinds, strict=True) if kind == "place"]
        people = person_keys(
            [_composed(item.text) for item, kind in zip(mentions, kinds, strict=True) if kind == "person"]
        )
        for item, kind in zip(mentions, kinds, strict=True):
            ref, sector, name = item.ref, None, _composed(item.text)
            if kind == "person":
                ref = people.get(fold_accents(_composed(item.text)))
            elif kind == "place":
                ref = ref or self._place(name)
            elif kind in ("organization", "function"):
                known = self._names.names.get(name)
                if kind == "organization" and known is not None and known.kind == "organization":
                    ref, sector = ref or known.ref, known.sector
                else:
                    ref = ref or self._state_named(name) or self._state_of_place_in(name, item, places)
                    sector = self._sector(name, draft.language)
            attributes = dict(item.attributes)
            if sector and item.label in self._with_sector:
                attributes.setdefault(SECTOR, sector)
            if ref != item.ref or attributes != item.attributes:
                yield item.with_(ref=ref, attributes=attributes)

    def _place(self, name: str) -> str | None:
        known = self._names.names.get(name) or self._names.cities.get(name)
        if known is not None:
            return known.ref if known.kind != "organization" else None
        folded = fold_accents(name)
        for match in _WORD.finditer(folded):  # "port d'Abidjan", "province de Kandahar"
            if name[match.start()].isupper():
                found = self._names.names.at(folded, match.start()) or self._names.cities.at(
                    folded, match.start()
                )
                if found is not None and found[1].kind != "organization":
                    return found[1].ref
        return None

    def _state_named(self, text: str) -> str | None:
        """The first country that a text names, by the country's name, capital or adjective."""
        folded = fold_accents(text)
        for match in _WORD.finditer(folded):
            demonym = self._names.demonyms.get(match[0])
            if demonym is None and folded[match.end() : match.end() + 1] == "-":
                whole = re.match(r"[\w-]+", folded[match.start() :])
                demonym = self._names.demonyms.get(whole[0]) if whole else None
            if demonym is not None:
                return demonym
            if text[match.start()].isupper():
                found = self._names.names.at(folded, match.start())
                if found is not None:
                    return found[1].ref if found[1].kind in ("state", "capital") else None
        return None

    def _state_of_place_in(self, name: str, item: Entity, places: Sequence[Entity]) -> str | None:
        """The state of the place inside a function or organization: "maire de Kaédi", "parquet de Boké".

        ``places`` must be in reading order.
        """
        begin, after = (
            bisect_left(places, at, key=lambda place: place.start) for at in (item.start, item.end)
        )
        inside = [place for place in places[begin:after] if place.end <= item.end]
        refs = {place.ref or self._place(_composed(place.text)) for place in inside}
        if len(refs) == 1:
            return next(iter(refs))
        before, _, last = name.rpartition(" ")
        if not before or last.isupper():
            return None  # NEMA, the agency, is not the town Néma
        for start, _ in enumerate(last):
            if last[start].isupper() and (start == 0 or last[start - 1] in "'’"):
                return self._place(last[start:])
        return None

    def _sector(self, text: str, language: str | None) -> str | None:
        if language is None:
            return None
        words, endings = self._sectors[language], self._rules[language].plural_endings
        for match in re.finditer(r"[^\W_]+(?:-[^\W_]+)*", fold_case(text)):
            for form in (match[0], *(match[0].removesuffix(ending) for ending in endings)):
                if form in words:
                    return words[form]
        return None


def _composed(name: str) -> str:
    """The name in NFC: letters with combining accents then give the same key and are in the lists."""
    return unicodedata.normalize("NFC", name)


def person_keys(names: Sequence[str]) -> dict[str, str]:
    """Maps names without case and accents to the keys of persons.

    Two names belong to the same person if the longer name contains all words of the shorter name, in order.
    Exception: a short form that fits several people gets its own key.
    """
    longest_first = sorted(
        {fold_accents(name) for name in names}, key=lambda name: (-len(_words(name)), name)
    )
    keys: dict[str, str] = {}
    full_names: list[str] = []
    for name in longest_first:
        fitting = [full for full in full_names if _within(_words(name), _words(full))]
        if len(fitting) == 1:
            keys[name] = keys[fitting[0]]
        else:
            full_names.append(name)
            keys[name] = "-".join(_words(name))
    return keys


def _within(words: Sequence[str], longer: Sequence[str]) -> bool:
    """Whether ``longer`` has all ``words`` in the same order. Other words may be between them."""
    rest = iter(longer)
    return all(word in rest for word in words)


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", name)


def _by_word(sectors: dict[str, tuple[str, ...]]) -> dict[str, str]:
    return {fold_case(word): sector for sector, words in sectors.items() for word in words}


def make(context: LabelerContext, argument: str | None) -> Labeler:
    """``entity-linking``, or ``entity-linking:LEXICON``."""
    return EntityLinking(
        context.gazetteer(), context.lexicons(argument), context.name_rules(), context.ontology
    )
