"""Places with a common noun of their own: "port de Tanger", "aéroport de Bauerfield", "Narita Airport"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annotate.core.annotation import Annotation, Entity
from annotate.core.ontology import Ontology
from annotate.prelabel.interface import fixed_scores
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.entities import entities_said, mention
from annotate.prelabel.interface.labeler_kinds import LabelerKind
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.knowledge.gazetteers import Gazetteer, fold, gazetteer
from annotate.prelabel.parsing.tree import Word
from annotate.prelabel.versions import version

_OF = frozenset({"de", "du", "des", "d'", "of"})
_ARTICLES = frozenset({"la", "le", "l'", "les", "the"})
_SMALL = frozenset({"de", "du", "des", "la", "le", "les", "el", "al", "-"})


class Facilities:
    """LOC from ports, airports, bases, palaces and the like."""

    name = "facilities"
    needs = frozenset({"analysis"})
    provides = frozenset({"entities"})
    kind: LabelerKind = "rule"

    def __init__(self, names: Gazetteer, languages: Sequence[str], ontology: Ontology) -> None:
        self.version = version(names.digest())
        self.languages = frozenset(languages)
        self._heads = names.facilities
        # Common nouns belong to a name where functions, which are common nouns too, are marked.
        self._active = {"LOC", "ROLE"} <= ontology.entities.keys()

    def label(self, batch: Sequence[Draft]) -> list[Annotation]:
        """The facilities of each draft's text; none where the ontology has no type LOC."""
        return entities_said(self.name, batch, self._entities)

    def _entities(self, draft: Draft) -> Iterator[Entity]:
        if not self._active or draft.language is None:
            return
        words, text = draft.tree.words, draft.article.text
        heads = self._heads.get(draft.language, frozenset())
        for word in words:
            if fold(word.text) not in heads and fold(word.lemma) not in heads:
                continue
            found = _after(words, word.i) or (_before(words, word.i) if draft.language == "en" else None)
            if found is not None:
                first, last = found
                yield mention(text, words[first].start, words[last - 1].end, "LOC", fixed_scores.FACILITIES)


def _after(words: list[Word], at: int) -> tuple[int, int] | None:
    """ "port de Tanger", "aéroport international de Bauerfield", "pont Anghor"."""
    position = at + 1
    while position < len(words) and words[position].pos == "ADJ" and words[position].text[0].islower():
        position += 1
    if position < len(words) and words[position].key in _OF:
        position += 1
        if position < len(words) and words[position].key in _ARTICLES:
            position += 1
    elif position != at + 1 and words[at].text[0].islower():
        return None
    start = position
    while position < len(words) and words[position].sentence == words[at].sentence:
        word = words[position]
        following = words[position + 1] if position + 1 < len(words) else None
        small = (
            word.key in _SMALL and position > start and following is not None and following.text[0].isupper()
        )
        if not word.text[0].isupper() and not (
            small and word.start - words[position - 1].end <= 1 and word.text == "-"
        ):
            break
        position += 1
    return (at, position) if position > start else None


def _before(words: list[Word], at: int) -> tuple[int, int] | None:
    """ "Narita Airport"."""
    if not words[at].text[0].isupper():
        return None
    first = at
    while first > 0 and words[first - 1].text[0].isupper() and words[first - 1].pos == "PROPN":
        if words[first - 1].sentence != words[at].sentence:
            break
        first -= 1
    return (first, at + 1) if first < at else None


def make(context: LabelerContext, argument: str | None) -> Labeler:
    """``facilities``."""
    return Facilities(gazetteer(context.languages), context.languages, context.ontology)
