"""Finds functions of people: a function noun with its complements, without the article.

"vice-ministre permanent des Affaires étrangères du Vietnam", "ambassadeur de Cuba au Vietnam",
"secrétaire général du Parti communiste et président vietnamien", "Lao Minister of Agriculture".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from annotate.core.annotation import Annotation, Entity
from annotate.core.ontology import Ontology
from annotate.prelabel.interface import fixed_scores
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.entities import entity_answers, mention
from annotate.prelabel.interface.labeler_kinds import LabelerKind
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.knowledge.gazetteers import Gazetteer
from annotate.prelabel.knowledge.lexicon import Lexicon
from annotate.prelabel.languages.function_nouns import FunctionNouns
from annotate.prelabel.languages.names import KnownName, NameRules
from annotate.prelabel.languages.registry import rules_version
from annotate.prelabel.parsing.tokenising import known_words
from annotate.prelabel.versions import version


class Roles:
    """Finds functions by the function nouns of the lexicon."""

    name = "roles"
    needs = frozenset({"analysis"})
    provides = frozenset({"entities"})
    kind: LabelerKind = "rule"

    def __init__(
        self,
        lexicons: Mapping[str, Lexicon],
        gazetteer: Gazetteer,
        rules: Mapping[str, NameRules],
        models: Sequence[str],
        ontology: Ontology,
    ) -> None:
        self._rules = {
            language: of_language.functions
            for language, of_language in rules.items()
            if of_language.functions is not None and language in lexicons
        }
        self.languages = frozenset(self._rules)
        digests = (lexicon.digest for lexicon in lexicons.values())
        self.version = version(*models, *digests, gazetteer.digest(), rules_version(self.languages))
        self._words = {
            language: FunctionNouns(
                lexicons[language], gazetteer.head_words(language), gazetteer.introducing(language)
            )
            for language in self._rules
        }
        self._ontology = ontology
        self._label = ontology.label_of("function")

    def label(self, batch: Sequence[Draft]) -> list[Annotation]:
        """Suggests the functions in each draft's text, if the ontology has an entity type for functions."""
        return entity_answers(self.name, batch, self._entities)

    def _entities(self, draft: Draft) -> Iterator[Entity]:
        if self._label is None or draft.language is None:
            return
        words, text = draft.tree.words, draft.article.text
        names = [
            KnownName(item.start, item.end, self._ontology.kind_of(item.label), draft.by_model_alone(item))
            for item in draft.suggested.entities
        ]
        rule, functions = self._rules[draft.language], self._words[draft.language]
        for start, end in rule(words, functions, names, known_words(draft.language)):
            yield mention(text, words[start].start, words[end - 1].end, self._label, fixed_scores.ROLES)


def make(context: LabelerContext, argument: str | None) -> Labeler:
    """``roles``, or ``roles:LEXICON``."""
    lexicons = context.lexicons(argument)
    models = [context.analyser.model_id(language) for language in lexicons]
    return Roles(lexicons, context.gazetteer(), context.name_rules(), models, context.ontology)
