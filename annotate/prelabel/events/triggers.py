"""Which words trigger an event: a lexicon word whose conditions hold, outside names; a noun only where it
reports the event and is not the topic of another noun ("accord de coopération").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from annotate.core.folding import fold_case
from annotate.prelabel.events.conditions import Test, Tests, any_matches
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

_SPORT_WORDS = 2  # different words of sport that make an article one about sport
_PARTS_OF_SPEECH = {
    "VERB": ("VERB",),
    "AUX": ("VERB",),
    "NOUN": ("NOUN",),
    "PROPN": ("NOUN",),
    "ADJ": ("ADJ", "VERB"),
}


@dataclass(frozen=True, eq=False)
class TriggerMatch:
    """A word that triggers an event, with its lexicon entry."""

    word: Word
    event_type: str
    entry: TriggerWord
    confirmed: bool = True  # whether a condition of the entry holds, if it has one

    @property
    def is_noun(self) -> bool:
        return self.entry.pos == "NOUN"

    @property
    def conditioned(self) -> bool:
        return self.entry.with_ is not None

    def object_by(self, rules: EventRules) -> frozenset[str]:
        """The prepositions whose complement fills the object's role."""
        own = self.entry.object_by
        return rules.object_by(self.event_type) if own is None else frozenset(map(fold_case, own))

    def is_carried_by(self, verb: Word) -> bool:
        """Whether the lexicon names the verb as one that carries this noun."""
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
        self._entries: dict[tuple[str, str], list[tuple[str, TriggerWord, Test | None, Test | None]]] = {}
        tests = Tests(rules)
        for event_type, entry in rules.lexicon.entries:
            listed = self._entries.setdefault((fold_case(entry.lemma), entry.pos), [])
            listed.append((event_type, entry, tests.of(entry.with_), tests.of(entry.unless)))
        for listed in self._entries.values():
            listed.sort(key=lambda item: item[1].with_ is None)
        self._verb_of = {
            form: lemma
            for lemma, part in self._entries
            if part == "VERB"
            for form in rules.grammar.verbs.participles(lemma)
        }

    def find(self, tree: Tree, number: int, fillers: Fillers) -> Iterator[TriggerMatch]:
        """The triggers of a sentence in order."""
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
        """Whether a sentence speaks of sport: by a word of it, or by a weaker one where the article does."""
        if any_matches(self._off_topic, sentence):
            return True
        if tree not in self._sport:
            self._sport.clear()
            said = {word.lemma for word in tree.words if word.matches(self._off_topic)}
            self._sport[tree] = len(said) >= _SPORT_WORDS
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
        """A verb of one type alone whose conditions do not hold, but that a named actor does or undergoes."""
        if "VERB" not in parts or word.matches(self._common) or not self._has_actor(word):
            return None
        for form in dict.fromkeys((word.lemma, word.key, self._verb_of.get(word.key, ""))):
            entries = self._entries.get((form, "VERB"), [])
            if len({entry[0] for entry in entries}) != 1:
                continue
            unwanted = [entry[3] for entry in entries if entry[3] is not None]
            if any(test.holds(word, sentence, position) for test in unwanted):
                return None
            event_type, entry, _, _ = entries[0]
            reflexive = self._rules.grammar.pronouns.reflexive
            if entry.with_ is not None and reflexive.isdisjoint(entry.with_.child):
                return TriggerMatch(word, event_type, entry, confirmed=False)
        return None

    def _has_actor(self, word: Word) -> bool:
        fillers = self._fillers
        if fillers is None:
            return False
        return any(
            (mention := fillers.at(child)) is not None and mention.entity.label in self._actors
            for child in word.of(SUBJECT, OBJECT, PASSIVE, AGENT, "indirect")
        )

    def _is_topic(self, word: Word) -> bool:
        """Whether a noun only says what another noun is about."""
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
        # "accord de coopération", "a policy of sanctions": bare, it names a kind and no event.
        bare = not any(child.rel in (DETERMINER, POSSESSOR, "nummod") for child in word.children)
        of = self._rules.grammar.prepositions.of
        return bare and first.prep in of and not self._is_contracted(first)

    def _is_contracted(self, word: Word) -> bool:
        """Whether the preposition holds an article: "du", "des"; "des" may be "de" with a plural article."""
        contracted = self._rules.grammar.contracted_articles
        return any(child.label == "case" and child.key in contracted for child in word.children)


def _ends_a_compound(word: Word) -> bool:
    """Whether a word is glued to one before it by a hyphen: "visa-free"."""
    before = word.previous
    if before is None or before.text != "-" or before.end != word.start:
        return False
    first = before.previous
    return first is not None and first.end == before.start and first.text.isalpha()
