"""Finds event triggers: words in the lexicon that meet their entry's conditions and are not part of a name.

A verb that does not meet them is kept as unconfirmed if the lexicon has only one event type for the verb and
a mention takes part in the act. In "accord de coopération", "coopération" only says what the "accord" is
about, so it is not a trigger.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from annotate.core.folding import fold_case
from annotate.prelabel.events.conditions import ConditionReader, FilledCondition, any_matches
from annotate.prelabel.events.fillers import Fillers
from annotate.prelabel.events.rules import EventRules
from annotate.prelabel.knowledge.lexicon import TriggerWord
from annotate.prelabel.parsing.relations import (
    AGENT,
    COMPLEMENT,
    COMPOUND,
    DETERMINER,
    OBJECT,
    PASSIVE,
    POSSESSOR,
    SUBJECT,
)
from annotate.prelabel.parsing.tree import Tree, Word

_Entry = tuple[str, TriggerWord, FilledCondition | None, FilledCondition | None]  # type, entry, with, unless
_SPORT_WORDS = 2  # an article with so many different words of sport is about sport
_PARTS_OF_SPEECH = {
    "VERB": ("VERB",),
    "AUX": ("VERB",),
    "NOUN": ("NOUN",),
    "PROPN": ("NOUN",),
    "ADJ": ("ADJ", "VERB"),
}


@dataclass(frozen=True, eq=False)
class TriggerMatch:
    """A trigger in a text, with its lexicon entry."""

    word: Word
    event_type: str
    entry: TriggerWord
    confirmed: bool = True  # False: the trigger does not meet a condition of its entry

    @property
    def is_noun(self) -> bool:
        return self.entry.pos == "NOUN"

    @property
    def conditioned(self) -> bool:
        return self.entry.with_ is not None

    def object_by(self, rules: EventRules) -> frozenset[str]:
        """The prepositions before the object: those of the entry, else those of the event type."""
        own = self.entry.object_by
        return rules.object_by(self.event_type) if own is None else frozenset(map(fold_case, own))

    def is_carried_by(self, verb: Word) -> bool:
        """Whether the lexicon names the verb as a support verb of this noun."""
        condition = self.entry.with_
        return condition is not None and verb.matches(frozenset(map(fold_case, condition.head)))


class TriggerFinder:
    """Finds the triggers of one language's lexicon."""

    def __init__(self, rules: EventRules) -> None:
        words = rules.lexicon.words
        self._rules = rules
        self._actors = rules.ontology.labels_of("person", "organization", "place", "function")
        self._fillers: Fillers | None = None
        self._common = frozenset(map(fold_case, (*words.light, *words.only_confirmed)))
        self._off_topic = frozenset(map(fold_case, words.off_topic))
        self._off_topic_weak = frozenset(map(fold_case, words.off_topic_weak))
        self._sport: dict[Tree, bool] = {}
        self._topics = frozenset(map(fold_case, words.topics))
        self._entries: dict[tuple[str, str], list[_Entry]] = {}
        conditions = ConditionReader(rules)
        for event_type, entry in rules.lexicon.entries:
            listed = self._entries.setdefault((fold_case(entry.lemma), entry.pos), [])
            listed.append((event_type, entry, conditions.of(entry.with_), conditions.of(entry.unless)))
        for listed in self._entries.values():
            listed.sort(key=lambda item: item[1].with_ is None)
        self._verb_of = {
            form: lemma
            for lemma, part in self._entries
            if part == "VERB"
            for form in rules.grammar.verbs.participles(lemma)
        }

    def find(self, tree: Tree, number: int, fillers: Fillers) -> Iterator[TriggerMatch]:
        """The triggers of a sentence, in order."""
        sentence = tree.sentence(number)
        if self._is_off_topic(tree, sentence):
            return
        self._fillers = fillers
        for position, word in enumerate(sentence):
            parts = _PARTS_OF_SPEECH.get(word.pos)
            if parts is None or fillers.covers(word.i) or _ends_a_compound(word):
                continue
            match = self._match(word, parts, sentence, position)
            if match is None:
                continue
            carried = match.entry.with_ is not None and bool(match.entry.with_.head)
            if not (match.is_noun and not carried and self._is_topic(word)):
                yield match

    def _is_off_topic(self, tree: Tree, sentence: list[Word]) -> bool:
        """Whether a sentence is about sport. In an article about sport, weaker words of sport are enough."""
        if any_matches(self._off_topic, sentence):
            return True
        if tree not in self._sport:
            self._sport.clear()
            lemmas = {word.lemma for word in tree.words if word.matches(self._off_topic)}
            self._sport[tree] = len(lemmas) >= _SPORT_WORDS
        return self._sport[tree] and any_matches(self._off_topic_weak, sentence)

    def _match(
        self, word: Word, parts: tuple[str, ...], sentence: list[Word], position: int
    ) -> TriggerMatch | None:
        for part in parts:
            forms = dict.fromkeys((word.lemma, word.key))
            if part == "VERB" and (verb := self._verb_of.get(word.key)):
                forms[verb] = None
            for form in forms:
                for event_type, entry, wanted, unwanted in self._entries.get((form, part), ()):
                    if wanted is not None and not wanted.holds(word, sentence, position):
                        continue
                    if unwanted is not None and unwanted.holds(word, sentence, position):
                        continue
                    return TriggerMatch(word, event_type, entry)
        return self._unconfirmed(word, parts, sentence, position)

    def _unconfirmed(
        self, word: Word, parts: tuple[str, ...], sentence: list[Word], position: int
    ) -> TriggerMatch | None:
        """Matches a verb that does not meet its conditions, but has one type and a named participant."""
        if "VERB" not in parts or word.matches(self._common) or not self._has_actor(word):
            return None
        for form in dict.fromkeys((word.lemma, word.key, self._verb_of.get(word.key, ""))):
            entries = self._entries.get((form, "VERB"), [])
            if len({entry[0] for entry in entries}) != 1:
                continue
            unwanted = [entry[3] for entry in entries if entry[3] is not None]
            if any(condition.holds(word, sentence, position) for condition in unwanted):
                return None
            event_type, entry, _, _ = entries[0]
            reflexive = self._rules.grammar.pronouns.reflexive
            if entry.with_ is not None and reflexive.isdisjoint(entry.with_.child):
                return TriggerMatch(word, event_type, entry, confirmed=False)
        return None

    def _has_actor(self, word: Word) -> bool:
        """Whether a subject, object or agent of a verb is a mention that may take part in an event."""
        fillers = self._fillers
        if fillers is None:
            return False
        return any(
            (mention := fillers.at(child)) is not None and mention.entity.label in self._actors
            for child in word.of(SUBJECT, OBJECT, PASSIVE, AGENT, "indirect")
        )

    def _is_topic(self, word: Word) -> bool:
        """Whether a noun is only the topic of another noun."""
        first = word.first_conjunct
        head = first.head
        if first.rel == COMPOUND and head is not None:
            return head.pos in ("NOUN", "PROPN")
        if first.rel != COMPLEMENT or head is None or head.pos not in ("NOUN", "PROPN", "ADJ"):
            return False
        if head.matches(self._rules.phases):
            return False
        if head.matches(self._topics):
            return True
        # "accord de coopération", "a policy of sanctions": a bare noun names a kind and not an event.
        bare = not any(child.rel in (DETERMINER, POSSESSOR, "nummod") for child in word.children)
        of = self._rules.grammar.prepositions.of
        return bare and first.prep in of and not self._is_contracted(first)

    def _is_contracted(self, word: Word) -> bool:
        """Whether the preposition contains an article: "du", "des"."""
        contracted = self._rules.grammar.contracted_articles
        return any(child.label == "case" and child.key in contracted for child in word.children)


def _ends_a_compound(word: Word) -> bool:
    """Whether a hyphen joins ``word`` to the word before: "free" of "visa-free"."""
    before = word.previous
    if before is None or before.text != "-" or before.end != word.start:
        return False
    first = before.previous
    return first is not None and first.end == before.start and first.text.isalpha()
