"""The words of one language, and the kinds and traits of one ontology, that event rules need."""

from __future__ import annotations

import re
from functools import cached_property

from annotate.core.folding import fold_case
from annotate.core.ontology import Ontology
from annotate.prelabel.knowledge.lexicon import Lexicon
from annotate.prelabel.languages.grammar import GrammarRules


class EventRules:
    """A lexicon, the grammar of its language, and an ontology's kinds and traits."""

    def __init__(self, lexicon: Lexicon, grammar: GrammarRules, ontology: Ontology) -> None:
        self.lexicon = lexicon
        self.grammar = grammar
        self.ontology = ontology
        self.spoken = ontology.types_with("spoken")
        self.addressed = ontology.types_with("addressed")
        self.responsive = ontology.types_with("responsive")
        self.happening = ontology.types_with("happening")
        self.mutual = ontology.types_with("mutual")
        self.promises = ontology.types_with("promise")
        words = lexicon.words
        self.groups = frozenset(map(fold_case, words.groups))
        self.light = frozenset(map(fold_case, words.light))
        self.planning = frozenset(map(fold_case, words.planning))
        self.asking = frozenset(map(fold_case, words.asking))
        self.object_control = frozenset(map(fold_case, words.object_control))
        self.phases = frozenset(map(fold_case, words.phases))
        self.leading = frozenset(map(fold_case, words.leading))
        self._object_by = {
            event_type: frozenset(map(fold_case, event_words.object_by))
            for event_type, event_words in lexicon.events.items()
        }
        self._names_of_types = {ontology.renamed_label(name): name for name in reversed(lexicon.words.events)}

    def object_by(self, event_type: str) -> frozenset[str]:
        """The prepositions before the object of an event type, for triggers that list no prepositions."""
        return self._object_by.get(event_type, frozenset())

    def name_of_type(self, event_type: str) -> str:
        """The lexicon's name of an event type. Judges know types by it, whatever an ontology calls these."""
        return self._names_of_types.get(event_type, event_type)

    @cached_property
    def beside_a_name(self) -> re.Pattern[str]:
        """A pattern for the text between a function and a name: a comma, an article, a title."""
        grammar = self.grammar
        articles = "|".join(re.escape(word) for word in sorted(grammar.articles))
        elided = "|".join(re.escape(word).replace("'", "['’]") for word in sorted(grammar.elisions))
        forms = [rf"(?:{articles})[ \u00a0]"] if articles else []
        forms += [elided] if elided else []
        return re.compile(rf"[ \u00a0]{{0,2}},?[ \u00a0]?(?:{'|'.join(forms)})?")
