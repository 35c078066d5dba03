"""Checks conditions of triggers: words above, below or near the trigger, or heads of object or subject.

A condition names lemmas, or kinds of phrases such as ``#people``. Subject and object are those of the clause:
the noun before "qui", the subject of the verb above an infinitive, the noun before a participle.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from annotate.core.folding import fold_case
from annotate.prelabel.events.clause import Clauses, is_finite, is_past_participle, same_form
from annotate.prelabel.events.fillers import Fillers
from annotate.prelabel.events.kinds import MARK, Kinds
from annotate.prelabel.events.rules import EventRules
from annotate.prelabel.knowledge.lexicon import Condition
from annotate.prelabel.parsing.relations import (
    ADNOMINAL,
    ADVERBIAL,
    AGENT,
    APPOSITION,
    AUXILIARY,
    COMPLEMENT,
    COMPOUND,
    CONJUNCT,
    DETERMINER,
    OBJECT,
    PASSIVE,
    POSSESSOR,
    RELATIVE,
    SUBJECT,
)
from annotate.prelabel.parsing.tree import Word

NEAR = 6  # words to each side that a `near` condition looks at
_OBJECT_REACH = 25  # words after a verb among which its object may be
_ENDS = frozenset({".", ";", ":", "?", "!"})


@dataclass(frozen=True)
class Wanted:
    """Lemmas and kinds of phrases. A phrase fits if it has one of them."""

    words: frozenset[str]
    kinds: frozenset[str]

    @cached_property
    def asked(self) -> bool:
        """Whether anything is wanted."""
        return bool(self.words or self.kinds)


@dataclass(frozen=True)
class FilledCondition:
    """A condition of the lexicon with its classes filled in. The condition holds if one part holds."""

    head: Wanted
    above: Wanted
    child: Wanted
    near: Wanted
    object: Wanted
    subject: Wanted
    prep: Wanted
    after: Wanted
    form: Wanted
    participants: Participants
    of_verb: bool
    """Whether the condition is of a verb or adjective, also where the model takes the word for a noun."""

    def holds(self, word: Word, sentence: list[Word], position: int, fillers: Fillers) -> bool:
        """Whether the condition holds for ``word``, which must be at ``position`` of ``sentence``."""
        found = self.participants

        def fits(wanted: Wanted, phrases: Iterable[Word]) -> bool:
            return any(
                phrase.matches(wanted.words)
                or (bool(wanted.kinds) and not wanted.kinds.isdisjoint(found.kinds.of(phrase, fillers)))
                for phrase in phrases
            )

        if word.key in self.form.words or word.prep in self.after.words:
            return True
        if self.prep.words and any(child.prep in self.prep.words for child in word.children):
            return True
        if self.child.asked and fits(self.child, word.children):
            return True
        if self.head.asked and fits(self.head, (*chain(word), *self._verbs_below(word))):
            return True
        if self.above.asked and fits(self.above, chain(word)):
            return True
        if self.object.asked and fits(
            self.object, found.objects(word, sentence, position, fillers, of_verb=self.of_verb)
        ):
            return True
        if self.subject.asked and fits(self.subject, found.subjects(word, of_verb=self.of_verb)):
            return True
        if not self.near.asked:
            return False
        around = sentence[max(position - NEAR, 0) : position + NEAR + 1]
        return fits(self.near, (other for other in around if other is not word))

    def _verbs_below(self, noun: Word) -> Iterator[Word]:
        """The verbs that say of a noun what is done with it: "l'engagement pris", "the deal they struck"."""
        if self.of_verb:
            return
        for clause in noun.of(ADNOMINAL, RELATIVE):
            if clause.is_verb and clause.i > noun.i:
                yield clause


class Participants:
    """Finds the head nouns of a trigger's subjects and objects."""

    def __init__(self, rules: EventRules) -> None:
        self.kinds = Kinds(rules)
        self._clauses = Clauses(rules.grammar, rules.asking | rules.object_control)
        self._prepositions = rules.grammar.prepositions
        self._contracted = rules.grammar.contracted_articles

    def subjects(self, word: Word, *, of_verb: bool) -> Iterator[Word]:
        """The head nouns of the subjects or agents of a verb, and of the agents of a noun."""
        if of_verb:
            agents = self._clauses.agents(word)
            if not agents and (before := _noun_before(word)) is not None:
                agents = [before]
            for child in agents:
                yield from child.with_conjuncts()
            return
        for child in word.of(SUBJECT, AGENT):
            yield from child.with_conjuncts()

    def doers(self, noun: Word) -> Iterator[Word]:
        """The head nouns of the phrases that may name who does what the noun says: "l'attaque de l'armée"."""
        by = self._prepositions.by | self._prepositions.of
        for child in noun.of(AGENT, COMPLEMENT, POSSESSOR, COMPOUND):
            if child.rel != COMPLEMENT or child.prep in by:
                yield from child.with_conjuncts()

    def objects(
        self, word: Word, sentence: list[Word], position: int, fillers: Fillers, *, of_verb: bool
    ) -> Iterator[Word]:
        """The head nouns of the objects of a verb or noun at ``position`` of ``sentence``."""
        if of_verb:
            found = list(self._patients(word))
            if not found or all(phrase.i < word.i for phrase in found):
                found += self._after(word, sentence[position + 1 : position + 1 + _OBJECT_REACH], fillers)
            for phrase in found:
                for member in phrase.with_conjuncts():
                    yield member
                    yield from self._counted(member)
            return
        for child in word.of(COMPLEMENT, POSSESSOR, COMPOUND):
            if child.rel != COMPLEMENT or child.prep in self._prepositions.of:
                yield from child.with_conjuncts()

    def _patients(self, verb: Word) -> Iterator[Word]:
        found = list(verb.of(OBJECT, PASSIVE))
        found += (phrase for phrase in self._clauses.patients(verb) if phrase not in found)
        yield from found
        own = any(child.pos != "PRON" for child in verb.of(OBJECT))
        if verb.rel in (ADNOMINAL, RELATIVE) and verb.head is not None and not own:
            yield verb.head  # "l'accord signé", "les soldats qu'elle détenait"
        if verb.rel == CONJUNCT and verb.head is not None and not found:
            yield from verb.head.of(PASSIVE)
        if not found and not own and not self._clauses.is_passive(verb):
            for child in verb.children:
                if self._is_bare_phrase_after(child, verb):
                    found.append(child)
                    yield child  # "a invité M. Arkab", where the parser found a phrase but no object
        if not found:
            # "ont nourri et hébergé les déplacés": the last conjunct has the object of all.
            for other in verb.of(CONJUNCT):
                if other.is_verb and same_form(verb, other):
                    yield from other.of(OBJECT)
        fronted = (verb.rel == ADVERBIAL and _is_bare(verb)) or (verb.pos == "NOUN" and verb.starts_sentence)
        if fronted and verb.head is not None and not found:
            # "arrêté en mai, l'évêque a été expulsé"
            yield from verb.head.of(SUBJECT, PASSIVE) if verb.head.is_verb else (verb.head,)

    def _is_bare_phrase_after(self, child: Word, verb: Word) -> bool:
        """Whether a child of a verb stands behind it like an object: a noun without a preposition."""
        if child.i < verb.i or child.prep is not None or child.rel in (SUBJECT, CONJUNCT, APPOSITION):
            return False
        return child.pos in ("NOUN", "PROPN") and child.rel in (AGENT, "dep")

    def _after(self, verb: Word, after: list[Word], fillers: Fillers) -> Iterator[Word]:
        """The first bare noun phrase after a verb, for objects that the parser attached to another word."""
        if self._clauses.is_passive(verb):
            return
        for word in after:
            if word.pos in ("VERB", "AUX", "CCONJ", "SCONJ") or word.text in _ENDS:
                return
            mention = fillers.at(word)
            if mention is not None and word.previous is verb and mention.kind != "date":
                yield word  # "menace Séoul"
                return
            if word.pos not in ("NOUN", "NUM") or word.rel == COMPOUND:
                continue
            if word.prep is not None and not self._begins_an_object(word, fillers):
                continue
            if mention is not None and (mention.kind == "date" or word.rel == APPOSITION):
                continue
            if word.prep is not None or any(child.rel in (DETERMINER, "nummod") for child in word.children):
                yield word
                return

    def _begins_an_object(self, noun: Word, fillers: Fillers) -> bool:
        """Whether "des" before a noun is an article: "a livré en mai des générateurs", behind a date."""
        for child in noun.of("case"):
            before = child.previous
            if child.key in self._contracted and before is not None:
                mention = fillers.at(before)
                return before.pos == "ADV" or (mention is not None and mention.kind == "date")
        return False

    def _counted(self, word: Word) -> Iterator[Word]:
        """The noun after a noun of number: "otages" of "une vingtaine d'otages"."""
        return (child for child in word.of(COMPLEMENT) if child.prep in self._prepositions.of)


class ConditionReader:
    """Fills the classes of a lexicon and the grammar of its language into conditions."""

    def __init__(self, rules: EventRules) -> None:
        self._classes = {
            f"@{name}": frozenset(map(fold_case, listed))
            for name, listed in rules.lexicon.words.classes.items()
        }
        self._reflexive = rules.grammar.pronouns.reflexive
        self._known: dict[tuple[str, ...], Wanted] = {}
        self.participants = Participants(rules)

    def of(self, condition: Condition | None, *, of_verb: bool) -> FilledCondition | None:
        """Fills the classes into a condition. Returns None for None."""
        if condition is None:
            return None
        parts = {name: self._wanted(tuple(listed)) for name, listed in condition}
        return FilledCondition(**parts, participants=self.participants, of_verb=of_verb)

    def _wanted(self, listed: tuple[str, ...]) -> Wanted:
        """The words and kinds of a list. Thousands of entries share a few hundred lists."""
        if (known := self._known.get(listed)) is not None:
            return known
        words: set[str] = set()
        kinds: set[str] = set()
        for word in listed:
            if word.startswith(MARK):
                kinds.add(word.removeprefix(MARK))
            else:
                words |= self._classes.get(word) or self._forms(fold_case(word))
        made = self._known[listed] = Wanted(frozenset(words), frozenset(kinds))
        return made

    def _forms(self, word: str) -> frozenset[str]:
        """The word itself; for a reflexive pronoun, all forms of the pronoun."""
        return self._reflexive if word in self._reflexive else frozenset({word})


def chain(word: Word) -> Iterator[Word]:
    """Yields the words above ``word`` in the tree, up to and including the next verb."""
    for head in word.above():
        yield head
        if head.is_verb:
            return


def _noun_before(verb: Word) -> Word | None:
    """The noun right before a verb that the parser attached to no subject: "Pyongyang menace Séoul"."""
    before = verb.previous
    if before is None or verb.has("VerbForm=Inf") or any(verb.of(AUXILIARY)):
        return None
    if before.pos == "ADJ" and before.head is not None and before.head.i < before.i:
        before = before.head
    if before.pos not in ("NOUN", "PROPN") or before.prep is not None:
        return None
    # In a tree without relations, each word is a root.
    return before if before.rel == verb.rel or verb.head is before else None


def _is_bare(verb: Word) -> bool:
    """Whether a verb is a past participle without auxiliary."""
    return is_past_participle(verb) and not is_finite(verb)
