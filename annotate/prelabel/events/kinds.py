"""What kind of thing a phrase stands for: an actor, people, a natural force, a place, a sum of money.

The kinds of mentions come from their labels. The kinds of other nouns come from the lexicon's `kinds`.
Conditions of triggers name a kind with ``#``: ``{object: ['#people']}``.
"""

from __future__ import annotations

from collections.abc import Iterator

from annotate.core.folding import fold_case
from annotate.prelabel.events.fillers import Fillers
from annotate.prelabel.events.rules import EventRules
from annotate.prelabel.parsing.relations import (
    APPOSITION,
    AUXILIARY,
    COMPLEMENT,
    CONJUNCT,
    INDIRECT,
    OBJECT,
    SUBJECT,
)
from annotate.prelabel.parsing.tree import Word

MARK = "#"
ACTOR, PEOPLE, BODY, PRONOUN, NUMBER = "actor", "people", "body", "pronoun", "number"
ANY, INFINITIVE, FUTURE = "any", "infinitive", "future"
_OF_MENTIONS: dict[str, frozenset[str]] = {
    "person": frozenset({"person", PEOPLE, ACTOR}),
    "function": frozenset({"function", PEOPLE, ACTOR}),
    "organization": frozenset({"organization", ACTOR}),
    "place": frozenset({"place", ACTOR}),
    "date": frozenset({"date"}),
}
_ACTORS = frozenset({PEOPLE, BODY})
_NONE: frozenset[str] = frozenset()


class Kinds:
    """Finds the kinds of phrases with one lexicon and the labels of one ontology."""

    def __init__(self, rules: EventRules) -> None:
        words = rules.lexicon.words
        self._of = rules.grammar.prepositions.of
        self._personal = rules.grammar.pronouns.personal | rules.grammar.pronouns.clitic
        self._verbs = rules.grammar.verbs
        self._by_word: dict[str, frozenset[str]] = {}
        # "ministre de la Défense": the first word of a function is a noun for a person.
        functions = [name.split()[0] for name in words.functions]
        for kind, listed in (*words.kinds.items(), (PEOPLE, functions)):
            for word in map(fold_case, listed):
                self._by_word[word] = self._by_word.get(word, _NONE) | {kind}
        # "-men": an ending of nouns of a kind.
        endings = {word: kinds for word, kinds in self._by_word.items() if word.startswith("-")}
        self._endings = tuple((word.removeprefix("-"), kinds) for word, kinds in endings.items())

    def of(self, word: Word, fillers: Fillers) -> set[str]:
        """The kinds of the phrase with the head ``word``; only ``any`` if nothing is known of it."""
        found = self._own(word, fillers)
        for child in word.children:
            if child.rel == APPOSITION and len(found) == 1:
                found |= self._own(child, fillers)  # "le swollen shoot, un virus"
        for noun in self._counted(word):
            found |= self._own(noun, fillers)
        return found

    def of_agent(self, word: Word, fillers: Fillers) -> set[str]:
        """The kinds of an agent. A noun of no kind acts for its complement: "l'avancée des dunes"."""
        found = self.of(word, fillers)
        if len(found) == 1:
            for child in word.of(COMPLEMENT):
                if child.prep in self._of:
                    found |= self.of(child, fillers)
        return found

    def _own(self, word: Word, fillers: Fillers) -> set[str]:
        found = {ANY} | self._by_word.get(word.lemma, _NONE) | self._by_word.get(word.key, _NONE)
        if word.pos == "NOUN":
            for ending, kinds in self._endings:
                if word.key.endswith(ending) or word.lemma.endswith(ending):
                    found |= kinds
        if word.has("VerbForm=Inf") and word.rel not in (AUXILIARY, CONJUNCT):
            found |= {INFINITIVE}
        if word.is_verb and self._is_future(word):
            found |= {FUTURE}
        mention = fillers.at(word)
        if mention is not None and mention.kind is not None:
            found |= _OF_MENTIONS.get(mention.kind, _NONE)
        if word.key in self._personal and (word.pos == "PRON" or word.rel in (OBJECT, SUBJECT, INDIRECT)):
            found |= {PRONOUN}
        if word.pos == "NUM":
            found |= {NUMBER}
        if not _ACTORS.isdisjoint(found):
            found |= {ACTOR}
        return found

    def _is_future(self, verb: Word) -> bool:
        """Whether a verb is in the future, or in the future as told in the past: "will", "riposterait"."""
        verbs = self._verbs
        if any(child.key in verbs.future | verbs.future_in_past for child in verb.of(AUXILIARY)):
            return True
        return any(
            part.has("Tense=Fut", "Mood=Cnd") and verbs.may_be_future(part.key)
            for part in (verb, *verb.of(AUXILIARY))
        )

    def _counted(self, word: Word) -> Iterator[Word]:
        """The noun after a noun of number: "soldats" of "une centaine de soldats"."""
        if NUMBER in self._by_word.get(word.lemma, _NONE):
            yield from (child for child in word.of(COMPLEMENT) if child.prep in self._of)
