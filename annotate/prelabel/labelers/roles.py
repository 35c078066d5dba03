"""Functions of people: a function noun with its complements, without the article.

"vice-ministre permanent des Affaires étrangères du Vietnam", "ambassadeur de Cuba au Vietnam",
"secrétaire général du Parti communiste et président vietnamien". Found left to right in the tokens, since
parsers attach such chains poorly; a complement ends where a person's name begins.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from annotate.core.annotation import Annotation, Entity
from annotate.core.ontology import Ontology
from annotate.prelabel.interface import fixed_scores
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.entities import entities_said, mention
from annotate.prelabel.interface.labeler_kinds import LabelerKind
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.knowledge.lexicon import Lexicon
from annotate.prelabel.languages.en.functions import EnglishReader
from annotate.prelabel.languages.fr.functions import FrenchReader
from annotate.prelabel.languages.function_words import FunctionWords
from annotate.prelabel.parsing.tokenising import known_words
from annotate.prelabel.versions import version

LABEL = "ROLE"


class Roles:
    """Function mentions from the lexicon's function nouns."""

    name = "roles"
    needs = frozenset({"analysis"})
    provides = frozenset({"entities"})
    kind: LabelerKind = "rule"

    def __init__(self, lexicons: dict[str, Lexicon], models: Sequence[str], ontology: Ontology) -> None:
        self.version = version(*models, *(lexicon.digest for lexicon in lexicons.values()))
        self.languages = frozenset(lexicons)
        self._words = {language: FunctionWords(lexicon) for language, lexicon in lexicons.items()}
        self._active = LABEL in ontology.entities

    def label(self, batch: Sequence[Draft]) -> list[Annotation]:
        """The function mentions of each draft's text; none where the ontology has no type ROLE."""
        return entities_said(self.name, batch, self._entities)

    def _entities(self, draft: Draft) -> Iterator[Entity]:
        if not self._active or draft.language is None:
            return
        words, text = draft.tree.words, draft.article.text
        for start, end in self._mentions(draft, draft.language):
            yield mention(text, words[start].start, words[end - 1].end, LABEL, fixed_scores.ROLES)

    def _mentions(self, draft: Draft, language: str) -> Iterator[tuple[int, int]]:
        words, functions = draft.tree.words, self._words[language]
        if language == "en":
            people = [entity for entity in draft.said.entities if entity.label == "PER"]
            inside = {
                word.i: entity
                for entity in people
                for word in words[bisect_left(draft.tree.starts, entity.start) :][: len(entity)]
                if word.start < entity.end
            }
            ends = frozenset(
                entity.end
                for entity in draft.said.entities
                if entity.label in ("LOC", "ORG") and not draft.by_model_alone(entity)
            )
            return EnglishReader(words, functions, inside, known_words(language), ends).mentions()
        names = {entity.start: entity for entity in draft.said.entities}
        return FrenchReader(words, functions, names, known_words(language)).mentions()


def make(context: LabelerContext, argument: str | None) -> Labeler:
    """``roles``, or ``roles:LEXICON``."""
    lexicons = context.lexicons(argument)
    models = [context.analyser.model_id(language) for language in lexicons]
    return Roles(lexicons, models, context.ontology)
