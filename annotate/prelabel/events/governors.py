"""Finds the words above a trigger that its modality and polarity depend on, and reads verb groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from annotate.core.folding import fold_case
from annotate.prelabel.events.clause import governor, is_finite, is_infinitive, is_past_participle
from annotate.prelabel.events.rules import EventRules
from annotate.prelabel.events.triggers import TriggerMatch
from annotate.prelabel.languages.grammar import GrammarRules
from annotate.prelabel.parsing.relations import (
    ACTIVE_AUXILIARIES,
    ADNOMINAL,
    ADVERBIAL,
    APPOSITION,
    AUXILIARY,
    CLAUSE,
    COMPLEMENT,
    CONJUNCT,
    INFINITIVE,
    MARK,
    OBJECT,
    PASSIVE,
    PASSIVE_AUXILIARIES,
    SUBJECT,
)
from annotate.prelabel.parsing.tree import Word

_UP_FROM_NOUN = frozenset({OBJECT, PASSIVE, SUBJECT, "indirect"})
_UP_FROM_VERB = frozenset({INFINITIVE, ADVERBIAL, ADNOMINAL, CLAUSE, COMPLEMENT})
_GOVERNED = frozenset({INFINITIVE, CLAUSE, ADVERBIAL, ADNOMINAL, OBJECT, PASSIVE, COMPLEMENT, "indirect"})
_DEPTH = 12  # words above a trigger; longer paths are parsing errors


class WordList:
    """Lemmas and phrasal verbs. A phrasal verb is a lemma and its particle: "call off"."""

    def __init__(self, words: Iterable[str]) -> None:
        folded = [fold_case(word) for word in words]
        self._single = frozenset(word for word in folded if " " not in word)
        self._particles: dict[str, set[str]] = {}
        for word in folded:
            if " " in word:
                lemma, _, particle = word.partition(" ")
                self._particles.setdefault(lemma, set()).add(particle)

    def __contains__(self, word: Word) -> bool:
        if word.matches(self._single):
            return True
        particles = self._particles.get(word.lemma)
        return particles is not None and any(child.key in particles for child in word.children)


@dataclass(frozen=True)
class Step:
    """A word on the path up from a trigger, with its relation to the next word.

    ``occasion`` says that the word only tells when or where the head happens: "agreed at talks in Oslo".
    ``prior`` says that it happened before: "after talks".
    """

    word: Word
    rel: str
    head: Word | None
    occasion: bool = False
    prior: bool = False

    @property
    def is_verb(self) -> bool:
        return _is_verb(self.word)

    @property
    def governed(self) -> bool:
        """Whether the head may say of the word that it is planned, asked for or refused."""
        head = self.head
        if head is None or self.occasion or self.rel not in _GOVERNED:
            return False
        if self.is_verb and (is_bare_participle(self.word) or is_free_gerund(self.word, self.rel)):
            return False
        # "Rossi resigned; his deputy declined to replace him": the parser takes the first for a complement.
        return not (self.rel == CLAUSE and is_finite(self.word) and self.word.i < head.i)


class Governors:
    """Finds the path up from a trigger with the rules of one language."""

    def __init__(self, rules: EventRules) -> None:
        words = rules.lexicon.words
        self._prepositions = rules.grammar.prepositions
        self._phases = rules.phases
        self._light = rules.light
        self.planning = WordList(words.planning)
        self.asking = WordList(words.asking)
        self.refusing = WordList(words.refusing)
        self.declaring = WordList(words.declaring)
        self.possibility = WordList(words.possibility)

    def path(self, match: TriggerMatch) -> Iterator[Step]:
        """The path from the trigger up: from a noun to its verb, from a verb to a finite verb."""
        word = match.word
        for _ in range(_DEPTH):
            verb = _is_verb(word)
            above = governor(word) if verb else _noun_governor(word)
            rel, head = above if above is not None else ("", None)
            prior = rel in (COMPLEMENT, ADVERBIAL) and (
                word.prep in self._prepositions.prior or self._is_end(word, match)
            )
            step = Step(word, rel, head, prior or self._is_occasion(word, rel), prior)
            yield step
            if head is None or prior:
                return
            if step.occasion:
                if not head.is_verb:
                    return
            elif verb:
                if not step.governed or (rel == CLAUSE and is_finite(word) and not word.has("Mood=Sub")):
                    return
                if rel not in _UP_FROM_VERB:
                    return
                if rel == ADNOMINAL and not is_infinitive(word):
                    return
                if rel == ADVERBIAL and not is_infinitive(word) and word.prep is None:
                    return
            elif head.is_verb and not self._carries(match, head):
                return  # "n'a pas commenté les arrestations" does not deny the arrests
            elif rel not in _UP_FROM_NOUN and not (
                rel in (COMPLEMENT, ADNOMINAL) and (not head.is_verb or self._governs(head))
            ):
                return
            word = head

    def _is_occasion(self, word: Word, rel: str) -> bool:
        return rel in (COMPLEMENT, ADVERBIAL) and word.prep in self._prepositions.occasion

    def _is_end(self, word: Word, match: TriggerMatch) -> bool:
        """Whether a noun between trigger and verb only tells when: "au terme d'une réunion"."""
        prepositions = self._prepositions
        return (
            word is not match.word
            and not _is_verb(word)
            and word.matches(self._phases)
            and word.prep in prepositions.during | prepositions.at
        )

    def _governs(self, word: Word) -> bool:
        return (
            word in self.planning or word in self.asking or word in self.refusing or word.matches(self._light)
        )

    def _carries(self, match: TriggerMatch, verb: Word) -> bool:
        """Whether the verb's modality and polarity also hold for its noun: "n'a pas effectué de visite"."""
        return (
            self._governs(verb)
            or verb.matches(self._phases)
            or verb in self.possibility
            or match.is_carried_by(verb)
        )


def verb_group(word: Word) -> list[Word]:
    """A verb with its auxiliaries. A conjunct without any shares those before: "will meet X and sign Y"."""
    shared = shares_with(word)
    return [word, *(verb_group(shared)[1:] if shared is not None else word.of(AUXILIARY))]


def shares_with(verb: Word) -> Word | None:
    """The verb whose auxiliaries a conjunct without auxiliaries shares, or None."""
    head = verb.head
    if verb.rel != CONJUNCT or head is None or not head.is_verb or verb.has("VerbForm=Fin"):
        return None
    if any(verb.of(AUXILIARY, SUBJECT, PASSIVE)) or _form(verb) != _form(head):
        return None
    passive = any(part.label in PASSIVE_AUXILIARIES for part in verb_group(head)[1:])
    # "le calendrier ne serait pas modifié et rejeté la médiation": a parsing error
    return None if passive and any(verb.of(OBJECT)) else head


def _form(verb: Word) -> tuple[bool, bool]:
    return is_past_participle(verb), verb.has("VerbForm=Inf")


def is_past(group: list[Word]) -> bool:
    """Whether a verb group is a past of the indicative: "signed", "had signed", "a signé", "signait"."""
    word, *auxiliaries = group
    finite = [part for part in group if part.has("VerbForm=Fin")]
    if any(part.has("Tense=Past", "Tense=Imp") and not part.has("Mood=Cnd", "Mood=Sub") for part in finite):
        return True
    return is_past_participle(word) and any(
        part.label in ACTIVE_AUXILIARIES and part.has("Tense=Pres") and part.has("VerbForm=Fin")
        for part in auxiliaries
    )


def is_perfect_infinitive(group: list[Word]) -> bool:
    """Whether a verb group is a perfect without a finite verb: "avoir attaqué", "having attacked"."""
    word, *auxiliaries = group
    return is_past_participle(word) and any(
        part.label in ACTIVE_AUXILIARIES
        and part.has("VerbForm=Inf", "VerbForm=Part", "VerbForm=Ger")
        and not part.has("VerbForm=Fin")
        and not part.has("Tense=Past")
        for part in auxiliaries
        if part.lemma in ("avoir", "être", "have")
    )


def is_bare_participle(word: Word) -> bool:
    """Whether a verb is a past participle without an auxiliary: "l'accord signé", "detained in May"."""
    return is_past_participle(word) and not any(word.of(AUXILIARY)) and word.rel != CONJUNCT


def is_free_gerund(word: Word, rel: str) -> bool:
    """Whether a verb is an adverbial participle: ", dénonçant une ingérence", ", killing two people"."""
    if rel != ADVERBIAL or word.prep is not None or is_infinitive(word) or is_finite(word):
        return False
    return word.has("VerbForm=Ger", "Aspect=Prog") or (word.has("VerbForm=Part") and word.has("Tense=Pres"))


def has_condition(verb: Word, grammar: GrammarRules) -> bool:
    """Whether a verb stands in an if-clause. A reflexive pronoun of the same form is none: "s'être"."""
    for child in verb.children:
        if child.key not in grammar.conditions or child.i > verb.i:
            continue
        if child.key not in grammar.pronouns.reflexive:
            if child.rel in (MARK, "advmod"):
                return True
        elif any(subject.i == child.i + 1 for subject in verb.of(SUBJECT, PASSIVE, "expl:subj")):
            return True
    return False


def if_clause(verb: Word, grammar: GrammarRules) -> bool:
    """Whether an if-clause depends on a verb: "si le scrutin est reporté, ils manifesteront"."""
    return any(has_condition(clause, grammar) for clause in verb.of(ADVERBIAL))


def _is_verb(word: Word) -> bool:
    return word.is_verb or word.pos == "ADJ"


def _noun_governor(noun: Word) -> tuple[str, Word] | None:
    word = noun
    while word.rel in (CONJUNCT, APPOSITION) and word.head is not None:
        word = word.head
    return (word.rel, word.head) if word.head is not None else None
