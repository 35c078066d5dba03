"""Finds agent and patient of a verb, through passives, conjuncts, relative clauses and infinitives."""

from __future__ import annotations

from collections.abc import Iterator

from annotate.prelabel.languages.grammar import GrammarRules
from annotate.prelabel.parsing.relations import (
    ACTIVE_AUXILIARIES,
    ADNOMINAL,
    ADVERBIAL,
    AGENT,
    AUXILIARY,
    CLAUSE,
    COMPLEMENT,
    CONJUNCT,
    DETERMINER,
    INDIRECT,
    INFINITIVE,
    MODIFIER,
    OBJECT,
    PASSIVE,
    PASSIVE_AUXILIARIES,
    POSSESSOR,
    RELATIVE,
    SUBJECT,
)
from annotate.prelabel.parsing.tree import Word

_GOVERNED = frozenset({INFINITIVE, ADVERBIAL, CLAUSE, COMPLEMENT, "parataxis"})
_DEPTH = 8  # heads above a verb to search for its subject; longer chains are parsing errors


def is_finite(verb: Word) -> bool:
    """Whether the verb or one of its auxiliaries is finite."""
    return verb.has("VerbForm=Fin") or any(child.has("VerbForm=Fin") for child in verb.of(AUXILIARY))


def is_infinitive(verb: Word) -> bool:
    """Whether the verb, with its auxiliaries, is an infinitive."""
    if any(child.has("VerbForm=Fin") for child in verb.of(AUXILIARY)):
        return False
    return verb.has("VerbForm=Inf") or any(child.has("VerbForm=Inf") for child in verb.of(AUXILIARY))


def is_past_participle(verb: Word) -> bool:
    """Whether the verb's own form is a past participle."""
    return verb.has("VerbForm=Part") and verb.has("Tense=Past", "Aspect=Perf")


def governor(verb: Word) -> tuple[str, Word] | None:
    """The relation of a verb to its head, and the head. A conjunct counts as the first conjunct.

    If the parser takes a participle for a conjunct of an infinitive, the participle counts as a conjunct of
    the finite verb.
    """
    word = verb
    while word.rel == CONJUNCT and word.head is not None:
        if word.head.is_verb and is_finite(word) != is_finite(word.head) and not is_infinitive(word):
            break
        word = word.head
    return (word.rel, word.head) if word.head is not None else None


class Clauses:
    """Finds agents and patients with the rules of one language.

    ``object_control`` are verbs like "exhorter X à …" and "accuser X d'avoir …". Their object, not their
    subject, is the agent of the verb below them.
    """

    def __init__(self, grammar: GrammarRules, object_control: frozenset[str]) -> None:
        self._prepositions = grammar.prepositions
        self._pronouns = grammar.pronouns
        self._with_be = grammar.verbs.with_be
        self._object_control = object_control

    def is_passive(self, verb: Word) -> bool:
        """Whether a verb is passive: "a été reçu", "l'accord signé à Lima", "were arrested"."""
        if verb.lemma in self._with_be:
            return False  # "est arrivé"
        passive = active = False
        reflexive = self._pronouns.reflexive
        for child in verb.children:  # one loop: this is asked more often than anything else of a verb
            if child.key in reflexive:
                return False  # "s'est engagée"
            passive = passive or child.label in PASSIVE_AUXILIARIES or child.rel == PASSIVE
            active = active or child.label in ACTIVE_AUXILIARIES
        if passive or active or not is_past_participle(verb):
            return passive
        if verb.rel in (ADNOMINAL, MODIFIER) or verb.pos == "ADJ":
            return True
        if verb.rel == CONJUNCT and verb.head is not None and not any(verb.of(SUBJECT)):
            return self.is_passive(verb.head)
        return any(verb.of(AGENT))

    def form(self, verb: Word) -> str:
        """ "passive", "infinitive", "finite" or "participle"."""
        if self.is_passive(verb):
            return "passive"
        if is_infinitive(verb):
            return "infinitive"
        return "finite" if is_finite(verb) else "participle"

    def is_pronoun(self, word: Word) -> bool:
        """Whether ``word`` is a singular personal pronoun, which stands for one earlier mention."""
        return word.pos == "PRON" and word.key in self._pronouns.personal

    def possessives(self, noun: Word) -> Iterator[Word]:
        """The possessives of a noun that stand for one person or country: "sa" of "sa visite"."""
        return (
            word
            for word in noun.of(DETERMINER, POSSESSOR)
            if word.key in self._pronouns.possessive and word.pos != "PROPN"
        )

    def agents(self, verb: Word, depth: int = 0) -> list[Word]:
        """The head words of the verb's agents; empty if the clause names no agent."""
        if depth > _DEPTH:
            return []
        if self.is_passive(verb):
            given = [
                *verb.of(AGENT),
                *(child for child in verb.of(COMPLEMENT) if child.prep in self._prepositions.by),
            ]
            if given or not (verb.rel == CONJUNCT and verb.head is not None):
                return given
            return self.agents(verb.head, depth + 1) if self.is_passive(verb.head) else []
        own = list(verb.of(SUBJECT, PASSIVE))
        if own:
            return [self._antecedent(word) for word in own]
        return self._controllers(verb, depth)

    def patients(self, verb: Word) -> list[Word]:
        """The head words of the verb's patients: the objects, or the subject of a passive."""
        if not self.is_passive(verb):
            return [self._antecedent(word) for word in verb.of(OBJECT, INDIRECT)]
        own = [self._antecedent(word) for word in verb.of(PASSIVE)]
        if own:
            return own
        if verb.rel in (ADNOMINAL, RELATIVE, MODIFIER) and verb.head is not None:
            return [verb.head]
        if verb.rel == CONJUNCT and verb.head is not None:
            return self.patients(verb.head) if self.is_passive(verb.head) else []
        if verb.pos == "ADJ" and verb.head is not None and not verb.head.is_verb:
            return [verb.head]
        return []

    def _controllers(self, verb: Word, depth: int) -> list[Word]:
        """The agents of a verb that has no subject. They come from the verb or noun above this verb."""
        if verb.rel == CONJUNCT and verb.head is not None:
            above = verb.head
            while not (same_form(verb, above) or above.head is None or not above.head.is_verb):
                above = above.head
            if not above.is_verb or (not same_form(verb, above) and not is_infinitive(verb)):
                return []
            return self.patients(above) if self.is_passive(above) else self.agents(above, depth + 1)
        head = verb.head
        if head is None:
            return []
        if verb.rel in (ADNOMINAL, RELATIVE):
            if verb.has("VerbForm=Part", "VerbForm=Fin", "VerbForm=Ger", "Aspect=Prog"):
                return [head]
            return self._possessors(head, depth)
        if verb.rel in _GOVERNED and (head.is_verb or head.pos == "ADJ"):
            if verb.rel == CLAUSE and is_finite(verb):
                return []
            if head.matches(self._object_control):
                asked = (
                    list(head.of(OBJECT, INDIRECT)) if not self.is_passive(head) else list(head.of(PASSIVE))
                )
                asked += [
                    word
                    for word in head.of(COMPLEMENT)
                    if word.prep in self._prepositions.asked and word.i < verb.i
                ]
                # Parsers take names unknown to them for adverbs.
                asked += [
                    word for word in head.of("advmod") if word.pos == "PROPN" and head.i < word.i < verb.i
                ]
                return asked
            return self.patients(head) if self.is_passive(head) else self.agents(head, depth + 1)
        if not head.is_verb:
            return self._possessors(head, depth)
        return []

    def _possessors(self, noun: Word, depth: int) -> list[Word]:
        """The possessors of a noun, else its verb's agents: "sa volonté de …", "la volonté du Maroc de …"."""
        possessors = [*noun.of(POSSESSOR), *self.possessives(noun)]
        possessors += [
            word for word in noun.of(COMPLEMENT) if word.prep in self._prepositions.of and word.pos == "PROPN"
        ]
        if possessors:
            return possessors
        above = noun.head
        return self.agents(above, depth + 1) if above is not None and above.is_verb else []

    def _antecedent(self, word: Word) -> Word:
        """The noun that a relative pronoun stands for. Any other word is returned unchanged."""
        if word.pos not in ("PRON", "DET", "SCONJ") or word.key not in self._pronouns.relative:
            return word
        before = _previous(word)
        if before is not None and before.pos in ("PROPN", "NOUN", "X"):
            return before  # better than the parser's choice, which is often further away
        verb = word.head
        while verb is not None and verb.rel == CONJUNCT:
            verb = verb.head
        if verb is not None and verb.rel in (RELATIVE, ADNOMINAL) and verb.head is not None:
            return verb.head
        return word


def same_form(one: Word, other: Word) -> bool:
    """Whether two verbs can be conjuncts: both finite, both infinitives, or both bare participles."""
    return (is_finite(one), is_infinitive(one)) == (is_finite(other), is_infinitive(other)) or (
        is_past_participle(one) and is_past_participle(other)
    )


def _previous(word: Word) -> Word | None:
    """The word right before a relative pronoun, except punctuation and an acronym in brackets."""
    before = word.previous
    while before is not None and before.pos == "PUNCT":
        before = before.previous
    if before is not None and before.previous is not None and before.previous.text == "(":
        return before.previous.previous  # the acronym in brackets after a name
    return before
