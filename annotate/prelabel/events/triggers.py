"""Finds event triggers: words in the lexicon that meet their entry's conditions and are not part of a name.

A verb that does not meet them is kept as unconfirmed if the lexicon has only one event type for the verb and
a mention takes part in the act. In "accord de coopération", "coopération" only says what the "accord" is
about, so it is not a trigger. Neither is a word whose agent is no actor ("la crue a frappé le village"), nor
a word that means something else in the article's topic ("l'attaque" in an article about football).
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass

from annotate.core.folding import fold_case
from annotate.prelabel.events.conditions import ConditionReader, FilledCondition
from annotate.prelabel.events.fillers import Fillers
from annotate.prelabel.events.kinds import ACTOR, PEOPLE, PRONOUN
from annotate.prelabel.events.other_senses import OtherSenses, Topic
from annotate.prelabel.events.readings import Readings
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

_HYPHEN_AND_WORD = 2
_SPORT_WORDS = 2  # an article with so many different words of sport is about sport


@dataclass(frozen=True)
class _Entry:
    """An entry of the lexicon with its conditions."""

    event_type: str
    word: TriggerWord
    wanted: tuple[FilledCondition, ...]
    unwanted: FilledCondition | None

    @property
    def asked(self) -> frozenset[str]:
        """The words that the conditions look for as objects or children."""
        return frozenset().union(*(one.object.words | one.child.words for one in self.wanted))


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
        self._participants = conditions.participants
        prepositions = rules.grammar.prepositions
        self._occasions = prepositions.occasion | prepositions.prior | prepositions.at
        self._unconfirmed_allowed = words.unconfirmed
        self._no_actors = frozenset(words.no_actors)
        self._other_senses = OtherSenses(words.senses)
        for event_type, entry in rules.lexicon.entries:
            verb = entry.pos != "NOUN"
            filled = [conditions.of(one, of_verb=verb) for one in (entry.with_, entry.and_, entry.unless)]
            self._entries.setdefault((fold_case(entry.lemma), entry.pos), []).append(
                _Entry(
                    event_type,
                    entry,
                    tuple(one for one in filled[:2] if one is not None),
                    filled[2],
                )
            )
        self._asked = {id(one.word): one.asked for listed in self._entries.values() for one in listed}
        for listed in self._entries.values():
            listed.sort(key=lambda item: not item.wanted)
        self._readings = Readings(rules.grammar, (lemma for lemma, part in self._entries if part == "VERB"))
        # Most words are rejected by this set, before anything else is asked about them.
        self._forms = self._readings.verb_forms | {lemma for lemma, _ in self._entries}

    def find(self, tree: Tree, number: int, fillers: Fillers) -> Iterator[TriggerMatch]:
        """The triggers of a sentence, in order."""
        sentence = tree.sentence(number)
        if self._is_off_topic(tree, number):
            return
        self._fillers = fillers
        other_senses = self._other_senses.of(tree, number)
        for position, word in enumerate(sentence):
            if not word.matches(self._forms):
                continue
            parts = self._readings.parts_of_speech(word)
            if not parts or self._is_named(word, fillers) or _ends_a_compound(word):
                continue
            if self._begins_a_function(word, sentence, position, fillers):
                continue
            match = self._match(word, parts, sentence, position, fillers)
            if match is None or self._is_no_act(match, other_senses, fillers):
                continue
            carried = match.entry.with_ is not None and bool(match.entry.with_.head)
            if not (match.is_noun and not carried and self._is_topic(word)):
                yield match

    def _is_named(self, word: Word, fillers: Fillers) -> bool:
        """Whether a word is part of a mention. "Extradé en mai" begins with a participle, not with a name."""
        if not fillers.covers(word.i):
            return False
        mention = fillers.at(word)
        alone = mention is not None and mention.last - mention.first == 1
        return not (alone and word.starts_sentence and self._readings.is_participle(word))

    def _begins_a_function(self, word: Word, sentence: list[Word], position: int, fillers: Fillers) -> bool:
        """Whether a hyphen joins a noun to a noun for people: "aide" of "aide-soignante"."""
        after = sentence[position + 1 : position + 3]
        if len(after) < _HYPHEN_AND_WORD or word.pos not in ("NOUN", "PROPN") or after[0].start != word.end:
            return False
        return _is_hyphen(*after) and PEOPLE in self._participants.kinds.of(after[1], fillers)

    def others(
        self, tree: Tree, number: int, fillers: Fillers, found: Container[int]
    ) -> dict[int, list[tuple[TriggerMatch, tuple[str, ...]]]]:
        """The words of a sentence that have an entry but are not in ``found``: by index, with all objections.

        The entry with the fewest objections stands for its event type.
        """
        sentence = tree.sentence(number)
        off_topic = self._is_off_topic(tree, number)
        other_senses = self._other_senses.of(tree, number)
        others: dict[int, list[tuple[TriggerMatch, tuple[str, ...]]]] = {}
        for position, word in enumerate(sentence):
            if word.i in found or not word.matches(self._forms):
                continue
            parts = self._readings.parts_of_speech(word)
            if not parts or self._is_named(word, fillers):
                continue
            entries = [
                entry
                for part in parts
                for form in self._readings.lemmas(word, part)
                for entry in self._entries.get((form, part), ())
            ]
            by_type: dict[str, tuple[TriggerMatch, tuple[str, ...]]] = {}
            for entry in entries:
                match = TriggerMatch(word, entry.event_type, entry.word, confirmed=False)
                held = [one.holds(word, sentence, position, fillers) for one in entry.wanted]
                excepted = entry.unwanted
                objections = tuple(
                    name
                    for name, objects in (
                        ("off topic", off_topic),
                        ("compound", _ends_a_compound(word)),
                        ("with", not all(held)),
                        (
                            "unless",
                            excepted is not None and excepted.holds(word, sentence, position, fillers),
                        ),
                        ("function", self._begins_a_function(word, sentence, position, fillers)),
                        ("topic", match.is_noun and self._is_topic(word)),
                        ("no act", self._is_no_act(match, other_senses, fillers)),
                    )
                    if objects
                )
                if match.event_type not in by_type or len(objections) < len(by_type[match.event_type][1]):
                    by_type[match.event_type] = match, objections or ("other type",)
            if by_type:
                others[word.i] = list(by_type.values())
        return others

    def _is_off_topic(self, tree: Tree, number: int) -> bool:
        """Whether a sentence is about sport. In an article about sport, weaker words of sport are enough."""
        forms = tree.forms(number)
        if not self._off_topic.isdisjoint(forms):
            return True
        if tree not in self._sport:
            self._sport.clear()
            lemmas = {word.lemma for word in tree.words if word.matches(self._off_topic)}
            self._sport[tree] = len(lemmas) >= _SPORT_WORDS
        return self._sport[tree] and not self._off_topic_weak.isdisjoint(forms)

    def _is_no_act(self, match: TriggerMatch, topics: list[Topic], fillers: Fillers) -> bool:
        """Whether the agent is no actor (a flood, an animal), or the word means something else here."""
        lemmas = {match.entry.lemma, match.word.lemma}
        about = [topic for topic in topics if not topic.triggers.isdisjoint(lemmas)]
        if any(not topic.unless_actor for topic in about):
            return True
        kinds = [self._participants.kinds.of_agent(word, fillers) for word in self._doers(match)]
        others = [found for found in kinds if self._no_actors.isdisjoint(found)]
        acted = any(ACTOR in found or PRONOUN in found for found in others)
        return not acted and (bool(about) or len(others) < len(kinds))

    def _doers(self, match: TriggerMatch) -> Iterator[Word]:
        if not match.is_noun:
            return self._participants.subjects(match.word, of_verb=True)
        if match.entry.of != "subject":
            return iter(())
        # "grève de la faim": a complement that the entry asks for is no agent.
        asked = self._asked[id(match.entry)]
        return (word for word in self._participants.doers(match.word) if not word.matches(asked))

    def _match(
        self, word: Word, parts: tuple[str, ...], sentence: list[Word], position: int, fillers: Fillers
    ) -> TriggerMatch | None:
        for part in parts:
            for form in self._readings.lemmas(word, part):
                for entry in self._entries.get((form, part), ()):
                    if not all(one.holds(word, sentence, position, fillers) for one in entry.wanted):
                        continue
                    if entry.unwanted is not None and entry.unwanted.holds(word, sentence, position, fillers):
                        continue
                    return TriggerMatch(word, entry.event_type, entry.word)
        return self._unconfirmed(word, parts, sentence, position, fillers)

    def _unconfirmed(
        self, word: Word, parts: tuple[str, ...], sentence: list[Word], position: int, fillers: Fillers
    ) -> TriggerMatch | None:
        """Matches a verb that does not meet its conditions, but has one type and a named participant."""
        if (
            not self._unconfirmed_allowed
            or "VERB" not in parts
            or word.matches(self._common)
            or not self._has_actor(word)
        ):
            return None
        for form in self._readings.lemmas(word, "VERB"):
            entries = self._entries.get((form, "VERB"), [])
            if len({entry.event_type for entry in entries}) != 1:
                continue
            unwanted = [entry.unwanted for entry in entries if entry.unwanted is not None]
            if any(condition.holds(word, sentence, position, fillers) for condition in unwanted):
                return None
            first = entries[0]
            reflexive = self._rules.grammar.pronouns.reflexive
            if first.word.with_ is not None and reflexive.isdisjoint(first.word.with_.child):
                return TriggerMatch(word, first.event_type, first.word, confirmed=False)
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
        if head.matches(self._topics) and first.prep not in self._occasions:
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
    if before is None or not _is_hyphen(before, word):
        return False
    first = before.previous
    return first is not None and first.end == before.start and first.text.isalpha()


def _is_hyphen(hyphen: Word, word: Word) -> bool:
    return hyphen.text == "-" and hyphen.end == word.start
