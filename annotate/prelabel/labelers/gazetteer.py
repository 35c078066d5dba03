"""Places and bodies that are known beforehand, with what they stand for.

A state, capital or region is taken wherever it stands with a capital, but inside the name of a body or a
person; a city only where the model sees a place or a preposition says so ("à Orlando"): many cities are
family names too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from annotate.core.annotation import Annotation, Entity
from annotate.core.ontology import Ontology
from annotate.prelabel.interface import fixed_scores
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.entities import Holders, entities_said, mention
from annotate.prelabel.interface.labeler_kinds import LabelerKind
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.knowledge.gazetteers import Gazetteer, Known, fold, gazetteer
from annotate.prelabel.parsing.tree import Word
from annotate.prelabel.versions import version

_CAPITAL_GENERICS = frozenset(
    {"Province", "Region", "State", "District", "County", "Governorate", "Prefecture"}
)
_ARTICLE = re.compile(r"(?:[Ll]es?|[Ll]a|[Tt]he)[ \u00a0]|[Ll]['’]")
_WHERE = frozenset({"à", "a", "en", "au", "aux", "vers", "près", "in", "at", "near", "from", "to"})


class GazetteerNames:
    """LOC and ORG from the gazetteer."""

    name = "gazetteer"
    needs = frozenset({"analysis"})
    provides = frozenset({"entities"})
    kind: LabelerKind = "gazetteer"

    def __init__(self, names: Gazetteer, languages: Sequence[str], ontology: Ontology) -> None:
        self.version = version(names.digest())
        self.languages = frozenset(languages)
        self._names = names
        self._labels = {label for label in ("LOC", "ORG") if label in ontology.entities}
        self._sectors = "sector" in ontology.attributes_of("ORG")

    def label(self, batch: Sequence[Draft]) -> list[Annotation]:
        """The known names of each draft's text."""
        return entities_said(self.name, batch, self._entities)

    def _entities(self, draft: Draft) -> Iterator[Entity]:
        return (item for item in self._known(draft) if item.label in self._labels)

    def _known(self, draft: Draft) -> Iterator[Entity]:
        text = draft.article.text
        folded = fold(text)
        words = draft.tree.words
        names = Holders(item for item in draft.said.entities if item.label in ("ORG", "PER"))
        places = {(item.start, item.end) for item in draft.said.entities if item.label == "LOC"}
        done = 0
        for word in words:
            if word.start < done or not word.text[0].isalnum():
                continue
            found = self._names.names.at(folded, word.start)
            if found is None:
                if word.text[0].isupper() and word.pos in ("PROPN", "NOUN", "ADJ", "X"):
                    city = self._city(word, words, folded, text, places, names)
                    if city is not None:
                        done = city.end
                        yield city
                continue
            end, known = found
            said = text[word.start : end]
            if not _written_as_name(said, known) or _inside(word.start, end, names):
                continue
            if self._longer_name(word, end, words) or self._hyphened(folded, word.start, end):
                continue
            done = end
            if known.kind == "body":
                attributes = {"sector": known.sector} if known.sector and self._sectors else {}
                yield mention(
                    text, word.start, end, "ORG", fixed_scores.GAZETTEER, ref=known.ref, attributes=attributes
                )
            else:
                start = word.start + self._names.generic_length(text[word.start : end])
                following = _first_from(words, word.i, end)
                if (
                    following is not None
                    and following.text in _CAPITAL_GENERICS
                    and following.start <= end + 1
                ):
                    done = end = following.end  # "Guizhou Province"
                yield mention(text, start, end, "LOC", fixed_scores.GAZETTEER, ref=known.ref)

    def _longer_name(self, word: Word, end: int, words: list[Word]) -> bool:
        """Whether the name is part of a longer one that is not known: "Air France", "Jordan Smith"."""
        before = words[word.i - 1] if word.i else None
        if before is None or before.end + 1 < word.start or before.sentence != word.sentence:
            return False
        return (
            before.pos == "PROPN"
            and before.text[0].isupper()
            and before.rel in ("compound",)
            and word.pos == "PROPN"
        )

    def _hyphened(self, folded: str, start: int, end: int) -> bool:
        """Whether it is part of a hyphened word: "Paris-Soir"; of "Vietnam-Cuba" both are names."""
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
        text: str,
        places: set[tuple[int, int]],
        names: Holders,
    ) -> Entity | None:
        found = self._names.cities.at(folded, word.start)
        if found is None:
            return None
        end, known = found
        if self._hyphened(folded, word.start, end):
            return None
        if not all(part[:1].isupper() for part in text[word.start : end].split()[:1]):
            return None
        if _inside(word.start, end, names):
            return None
        if (word.start, end) not in places:
            before = words[word.i - 1] if word.i else None
            after = _first_from(words, word.i, end)
            if before is None or before.key not in _WHERE:
                return None
            if (
                after is not None
                and after.text[0].isupper()
                and after.pos == "PROPN"
                and after.start <= end + 1
            ):
                return None
        return mention(text, word.start, end, "LOC", fixed_scores.GAZETTEER_CITY, ref=known.ref)


def _written_as_name(said: str, known: Known) -> bool:
    """Whether the text writes it as a name: with a capital, an acronym in capitals."""
    if len(said) <= 5 and known.kind == "body" and " " not in said:
        return sum(character.isupper() for character in said) >= 2 or (said.istitle() and len(said) >= 5)
    name = _ARTICLE.sub("", said)  # "La réunion" is no island
    return any(character.isupper() for character in name)


def _inside(start: int, end: int, names: Holders) -> bool:
    return any(len(item) > end - start for item in names.of(start, end))


def _first_from(words: list[Word], first: int, start: int) -> Word | None:
    """The first word from ``first`` on that begins at ``start`` or later."""
    return next((words[i] for i in range(first, len(words)) if words[i].start >= start), None)


def make(context: LabelerContext, argument: str | None) -> Labeler:
    """``gazetteer``."""
    return GazetteerNames(gazetteer(context.languages), context.languages, context.ontology)
