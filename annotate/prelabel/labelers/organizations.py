"""Organizations named by a head noun and what follows it: "ministère vietnamien de la Santé", "gouvernement
chilien", "Commission des affaires étrangères du Sénat", "Ministry of Trade", "Malian army"; and the
acronym in brackets behind one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from annotate.core.annotation import Annotation, Entity
from annotate.core.ontology import Ontology
from annotate.prelabel.interface import fixed_scores
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.entities import entities_said, mention, once
from annotate.prelabel.interface.labeler_kinds import LabelerKind
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.knowledge.gazetteers import Gazetteer, gazetteer
from annotate.prelabel.languages.en.organizations import english
from annotate.prelabel.languages.fr.organizations import french, introduced
from annotate.prelabel.languages.organization_words import HeadWords, starts_sentence
from annotate.prelabel.versions import version

_ALONE = {"fr": frozenset({"Parti"}), "en": frozenset({"Party"})}
_ACRONYM = re.compile(r"[^\S\n]?\((?P<name>[^\W\d_a-zà-ÿ][^\W_]{1,9}(?:-[^\W_]{1,6})?)[,)]")


class Organizations:
    """ORG from head nouns."""

    name = "organizations"
    needs = frozenset({"analysis"})
    provides = frozenset({"entities"})
    kind: LabelerKind = "rule"

    def __init__(self, names: Gazetteer, languages: Sequence[str], ontology: Ontology) -> None:
        self.version = version(names.digest())
        self._heads = {
            language: HeadWords(names, language) for language in languages if language in names.heads
        }
        self.languages = frozenset(self._heads)
        self._active = "ORG" in ontology.entities
        # Common nouns ("gouvernement chilien") count as names where functions do.
        self._common = "ROLE" in ontology.entities
        self._sectors = "sector" in ontology.attributes_of("ORG")

    def label(self, batch: Sequence[Draft]) -> list[Annotation]:
        """The organizations in each draft's text; none where the ontology has no type ORG."""
        return entities_said(self.name, batch, lambda draft: once(self._entities(draft)))

    def _entities(self, draft: Draft) -> Iterator[Entity]:
        if not self._active or draft.language is None:
            return
        heads, words, text = self._heads[draft.language], draft.tree.words, draft.article.text
        read = english if draft.language == "en" else french
        people = [item for item in draft.said.entities if item.label == "PER"]
        done = 0
        for word in words:
            if word.i < done:
                continue
            found = read(heads, words, word.i, done)
            if found is None and self._common:
                found = introduced(heads, words, word.i)
            if found is None:
                if word.text in _ALONE.get(draft.language, ()) and not starts_sentence(words, word.i):
                    yield self._entity(text, word.start, word.end, "PTY")
                continue
            first, last, sector = found
            if not self._common and not words[first].text[0].isupper():
                continue
            start, end = words[first].start, words[last - 1].end
            if any(item.start < end and start < item.end for item in people):
                continue
            done = last
            yield self._entity(text, start, end, sector)
            yield from self._acronym(text, end, sector)
        for item in draft.said.entities:
            if item.label == "ORG":
                yield from self._acronym(text, item.end, None)

    def _acronym(self, text: str, end: int, sector: str | None) -> Iterator[Entity]:
        """The short name in brackets right behind a body's name."""
        found = _ACRONYM.match(text, end)
        if found is not None:
            yield self._entity(text, *found.span("name"), sector)

    def _entity(self, text: str, start: int, end: int, sector: str | None) -> Entity:
        attributes = {"sector": sector} if sector and self._sectors else {}
        return mention(text, start, end, "ORG", fixed_scores.ORGANIZATIONS, attributes=attributes)


def make(context: LabelerContext, argument: str | None) -> Labeler:
    """``organizations``."""
    return Organizations(gazetteer(context.languages), context.languages, context.ontology)
