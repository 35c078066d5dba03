"""Who is meant: `ref` for places, states and known bodies, one `ref` per person of the article, `sector`.

A place has the ISO 3166 alpha-3 code of its state ("La Havane" -> CUB), a known body its key ("ONU" -> UN), a
function or another body the state that its own words name ("président cubain" -> CUB), a person a key made
of the fullest form of the name, shared by all mentions of that person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from annotate.core.annotation import Annotation, Entity
from annotate.core.ontology import Ontology
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.entities import entities_said
from annotate.prelabel.interface.labeler_kinds import LabelerKind
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.knowledge.gazetteers import Gazetteer, fold, gazetteer
from annotate.prelabel.knowledge.lexicon import Lexicon
from annotate.prelabel.parsing.sentences import key
from annotate.prelabel.versions import version

_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]{0,0})?")


class EntityLinking:
    """Adds to mentions that others found what they stand for; finds none itself."""

    name = "entity-linking"
    needs = frozenset({"entities"})
    provides: frozenset[str] = frozenset()
    kind: LabelerKind = "rule"

    def __init__(self, names: Gazetteer, lexicons: dict[str, Lexicon], ontology: Ontology) -> None:
        self.version = version(names.digest(), *(lexicon.digest for lexicon in lexicons.values()))
        self.languages = frozenset(lexicons)
        self._names = names
        self._ontology = ontology
        self._sectors = {language: _by_word(lexicon.words.sectors) for language, lexicon in lexicons.items()}
        self._with_sector = (
            {label for label in ("ORG", "ROLE") if "sector" in ontology.attributes_of(label)}
            if "ORG" in ontology.entities
            else set()
        )

    def label(self, batch: Sequence[Draft]) -> list[Annotation]:
        """The mentions of each draft for which something is known, with `ref` and `sector`."""
        return entities_said(self.name, batch, self._entities)

    def _entities(self, draft: Draft) -> Iterator[Entity]:
        said = draft.said.entities
        people = person_keys([item.text for item in said if item.label == "PER"])
        for item in said:
            ref, sector = item.ref, None
            if item.label == "PER":
                ref = people.get(fold(item.text))
            elif item.label == "LOC":
                ref = ref or self._place(item.text)
            elif item.label in ("ORG", "ROLE"):
                known = self._names.names.get(item.text)
                if item.label == "ORG" and known is not None and known.kind == "body":
                    ref, sector = ref or known.ref, known.sector
                else:
                    ref = ref or self._state_named(item.text)
                    sector = self._sector(item.text, draft.language)
            attributes = dict(item.attributes)
            if sector and item.label in self._with_sector:
                attributes.setdefault("sector", sector)
            if ref != item.ref or attributes != item.attributes:
                yield item.with_(ref=ref, attributes=attributes)

    def _place(self, name: str) -> str | None:
        known = self._names.names.get(name) or self._names.cities.get(name)
        if known is not None:
            return known.ref if known.kind != "body" else None
        folded = fold(name)
        for match in _WORD.finditer(folded):  # "port d'Abidjan", "province de Kandahar"
            if name[match.start()].isupper():
                found = self._names.names.at(folded, match.start()) or self._names.cities.at(
                    folded, match.start()
                )
                if found is not None and found[1].kind != "body":
                    return found[1].ref
        return None

    def _state_named(self, text: str) -> str | None:
        """The first state that the words name, by adjective or name."""
        folded = fold(text)
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

    def _sector(self, text: str, language: str | None) -> str | None:
        words = self._sectors.get(language or "", {})
        for match in re.finditer(r"[^\W_]+(?:-[^\W_]+)*", key(text)):
            for form in (match[0], match[0].rstrip("s")):
                if form in words:
                    return words[form]
        return None


def person_keys(names: Sequence[str]) -> dict[str, str]:
    """For each folded name the key of its person: names of which one holds all words of the other, in
    order, are one person's; a short form that fits two people is a person of its own.
    """
    full = sorted({fold(name) for name in names}, key=lambda name: (-len(_words(name)), name))
    keys: dict[str, str] = {}
    heads: list[str] = []
    for name in full:
        owners = [head for head in heads if _within(_words(name), _words(head))]
        if len(owners) == 1:
            keys[name] = keys[owners[0]]
        else:
            heads.append(name)
            keys[name] = "-".join(_words(name))
    return keys


def _within(words: Sequence[str], longer: Sequence[str]) -> bool:
    rest = iter(longer)
    return all(word in rest for word in words)


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", name)


def _by_word(sectors: dict[str, tuple[str, ...]]) -> dict[str, str]:
    return {key(word): sector for sector, words in sectors.items() for word in words}


def make(context: LabelerContext, argument: str | None) -> Labeler:
    """``entity-linking``, or ``entity-linking:LEXICON``."""
    return EntityLinking(gazetteer(context.languages), context.lexicons(argument), context.ontology)
