"""Finds the modality, polarity, mode and context of an event, from the words above its trigger in the tree.

- planned: a future tense; an act that depends on a verb or noun of planning ("convenu de", "volonté de",
  "agreed to"); an infinitive of purpose; a noun with an adjective such as "prochaine" ("prochaine visite").
- hypothetical: a conditional; a possibility; an if-clause; an act that somebody asks for or threatens.
- asserted: everything else.
- negated: a negation on the path, or a verb that denies the act ("a refusé de signer").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from annotate.core.folding import fold_case
from annotate.prelabel.events.clause import governor, is_finite, is_infinitive
from annotate.prelabel.events.rules import EventRules
from annotate.prelabel.events.triggers import TriggerMatch
from annotate.prelabel.parsing.relations import (
    ADNOMINAL,
    ADVERBIAL,
    APPOSITION,
    AUXILIARY,
    CLAUSE,
    COMPLEMENT,
    CONJUNCT,
    CONJUNCTION,
    DETERMINER,
    INFINITIVE,
    MARK,
    MODIFIER,
    OBJECT,
    PASSIVE,
    SUBJECT,
)
from annotate.prelabel.parsing.tree import Tree, Word

ASSERTED, PLANNED, HYPOTHETICAL = "asserted", "planned", "hypothetical"
POSITIVE, NEGATED = "positive", "negated"
_NEARBY = 8  # words on each side of a trigger that may show its context
_UP_FROM_NOUN = frozenset({OBJECT, PASSIVE, SUBJECT, "indirect"})
_GOVERNED = frozenset({INFINITIVE, CLAUSE, ADVERBIAL, ADNOMINAL, OBJECT, PASSIVE, COMPLEMENT, "indirect"})


@dataclass(frozen=True)
class _Step:
    """A word on the path up from the trigger, with its relation to the next one."""

    word: Word
    rel: str
    head: Word | None


class AttributeReader:
    """Finds attributes with the rules of one language."""

    def __init__(self, rules: EventRules) -> None:
        words = rules.lexicon.words
        self._grammar = rules.grammar
        self._planning = rules.planning
        self._asking = rules.asking
        self._refusing = frozenset(map(fold_case, words.refusing))
        self._negation = frozenset(map(fold_case, words.negation))
        self._possibility = frozenset(map(fold_case, words.possibility))
        self._upcoming = frozenset(map(fold_case, words.upcoming))
        self._governing = self._planning | self._asking | self._refusing | rules.light
        self._carrying = self._governing | rules.phases | self._possibility
        self._modes = {
            event_type: {
                mode: frozenset(map(fold_case, listed)) for mode, listed in event_words.modes.items()
            }
            for event_type, event_words in rules.lexicon.events.items()
        }
        self._contexts = {
            context: frozenset(map(fold_case, listed)) for context, listed in words.contexts.items()
        }

    def modality(self, match: TriggerMatch) -> str:
        """``asserted``, ``planned`` or ``hypothetical``."""
        if match.is_noun:
            if any(child.matches(self._upcoming) for child in match.word.of(MODIFIER, ADNOMINAL)):
                return PLANNED
            if any(child.matches(self._possibility) for child in match.word.of(MODIFIER)):
                return HYPOTHETICAL
        for step in self._path_up(match):
            modality = self._by_form(step) or self._by_governor(step)
            if modality is not None:
                return modality
        return ASSERTED

    def polarity(self, match: TriggerMatch) -> str:
        """``positive`` or ``negated``."""
        for step in self._path_up(match):
            if self._negates(step.word):
                return NEGATED
            head = step.head
            if head is not None and step.rel in _GOVERNED and head.matches(self._refusing):
                return NEGATED
            if step.word.is_verb and is_finite(step.word):
                break
        return POSITIVE

    def mode(self, match: TriggerMatch, tree: Tree) -> str | None:
        """The mode in the trigger's entry, else the mode that a word of the sentence shows, else None."""
        if match.entry.mode is not None:
            return match.entry.mode
        modes = self._modes.get(match.event_type)
        if modes:
            for mode, words in modes.items():
                if any(word.matches(words) for word in tree.sentence(match.word.sentence)):
                    return mode
        return None

    def contexts(self, match: TriggerMatch, tree: Tree) -> tuple[str, ...]:
        """The contexts that a word near the trigger shows."""
        nearby: set[str] = set()
        for word in tree.sentence(match.word.sentence):
            if abs(word.i - match.word.i) <= _NEARBY:
                nearby.add(word.lemma)
                nearby.add(word.key)
        return tuple(context for context, words in self._contexts.items() if not words.isdisjoint(nearby))

    def _path_up(self, match: TriggerMatch) -> Iterator[_Step]:
        """The path from the trigger up: from a noun to its verb, from a verb to a finite verb."""
        word = match.word
        seen = 0
        while seen < 12:
            seen += 1
            above = governor(word) if word.is_verb or word.pos == "ADJ" else _noun_governor(word)
            rel, head = above if above is not None else ("", None)
            yield _Step(word, rel, head)
            if head is None:
                return
            if word.is_verb or word.pos == "ADJ":
                if rel == CLAUSE and is_finite(word) and not word.has("Mood=Sub"):
                    return
                if rel not in (INFINITIVE, ADVERBIAL, ADNOMINAL, CLAUSE, COMPLEMENT):
                    return
                if rel == ADVERBIAL and not is_infinitive(word):
                    return
                if rel == ADNOMINAL and not is_infinitive(word):
                    return
            elif head.is_verb and rel != SUBJECT and not self._carries(match, head):
                return  # "n'a pas commenté les arrestations" does not deny the arrests
            elif rel not in _UP_FROM_NOUN and not (
                rel in (COMPLEMENT, ADNOMINAL) and (not head.is_verb or head.matches(self._governing))
            ):
                return
            word = head

    def _carries(self, match: TriggerMatch, verb: Word) -> bool:
        """Whether the verb's modality and polarity also hold for its noun: "n'a pas effectué de visite"."""
        return verb.matches(self._carrying) or match.is_carried_by(verb)

    def _by_form(self, step: _Step) -> str | None:
        """The modality that the form of a verb on the path shows; None if the form shows no modality."""
        word = step.word
        if not (word.is_verb or word.pos == "ADJ"):
            if step.head is not None and word.prep is not None and self._in_case(word):
                return HYPOTHETICAL
            return None
        verbs, conditions = self._grammar.verbs, self._grammar.conditions
        group = [word, *word.of(AUXILIARY)]
        if any(child.rel == MARK and child.key in conditions for child in word.children):
            return HYPOTHETICAL
        if any(
            mark.rel == MARK and mark.key in conditions
            for clause in word.of(ADVERBIAL)
            for mark in clause.children
        ):
            return HYPOTHETICAL  # "si le scrutin est reporté, ils manifesteront"
        if any(part.key in verbs.possible for part in group[1:]):
            return HYPOTHETICAL
        if any(part.has("Mood=Cnd") or verbs.tense(part.key, part.lemma) == "conditional" for part in group):
            # "a annoncé qu'il rencontrerait": a future in the past.
            return PLANNED if step.rel == CLAUSE else HYPOTHETICAL
        if any(part.has("Tense=Fut") or verbs.tense(part.key, part.lemma) == "future" for part in group):
            return PLANNED
        if any(part.key in verbs.future | verbs.future_in_past for part in group[1:]):
            return PLANNED
        if word.matches(self._possibility) and word.is_verb:
            return HYPOTHETICAL
        return None

    def _by_governor(self, step: _Step) -> str | None:
        """The modality that a word on the path gets from its head; None if the head gives no modality."""
        word, rel, head = step.word, step.rel, step.head
        if head is None:
            return None
        infinitive = (word.is_verb or word.pos == "ADJ") and is_infinitive(word)
        if rel in _GOVERNED or not head.is_verb:
            if head.matches(self._asking):
                return HYPOTHETICAL
            if head.matches(self._possibility):
                return HYPOTHETICAL
            if head.matches(self._refusing):
                return ASSERTED
            if head.matches(self._planning):
                return PLANNED
        if infinitive:
            if head.matches(self._grammar.verbs.going_to) and head.is_verb and head.has("Tense=Pres"):
                return PLANNED
            purpose = self._grammar.prepositions.purpose
            if rel == ADVERBIAL and (word.prep in purpose or _marked(word, purpose)):
                return PLANNED
            if not head.is_verb:
                return PLANNED
        return None

    def _in_case(self, word: Word) -> bool:
        return word.head is not None and word.head.key in self._grammar.cases

    def _negates(self, word: Word) -> bool:
        nearby = [*word.children]
        for child in word.of(AUXILIARY, OBJECT, SUBJECT, PASSIVE):
            nearby += child.children if child.rel == AUXILIARY else child.of(DETERMINER)
        keys = {child.key for child in nearby}
        if any(keys.issuperset(pair) for pair in self._grammar.split_negations):
            return True  # "ne … plus" is a negation, "plus" alone means "more"
        return any(
            child.matches(self._negation)
            for child in nearby
            if child.rel in ("advmod", "neg", DETERMINER, "case", MARK, CONJUNCTION, MODIFIER, "prep")
        ) or (word.prep is not None and word.prep in self._negation)


def _noun_governor(noun: Word) -> tuple[str, Word] | None:
    word = noun
    while word.rel in (CONJUNCT, APPOSITION) and word.head is not None:
        word = word.head
    return (word.rel, word.head) if word.head is not None else None


def _marked(word: Word, marks: frozenset[str]) -> bool:
    return any(child.key in marks for child in word.children if child.rel in (MARK, AUXILIARY, "case"))
