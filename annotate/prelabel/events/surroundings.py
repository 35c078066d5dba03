"""What stands around one trigger: the mentions that its phrase and its verb's name, part by part."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from annotate.prelabel.events.clause import Clauses, is_finite
from annotate.prelabel.events.fillers import Filler, Fillers
from annotate.prelabel.events.pronouns import meant
from annotate.prelabel.events.rules import EventRules
from annotate.prelabel.events.setting import Setting
from annotate.prelabel.events.triggers import TriggerMatch
from annotate.prelabel.events.unseen_subjects import last_subject, unseen_subject
from annotate.prelabel.parsing.relations import (
    ADNOMINAL,
    APPOSITION,
    COMPLEMENT,
    INDIRECT,
    POSSESSOR,
    SUBJECT,
)
from annotate.prelabel.parsing.tree import Tree, Word


@dataclass
class Parts:
    """The mentions found for each part of an event; a mention plays the first part that it is found in."""

    subject: list[Filler] = field(default_factory=list)
    object: list[Filler] = field(default_factory=list)
    place: list[Filler] = field(default_factory=list)
    time: list[Filler] = field(default_factory=list)


class Reading(Protocol):
    """What reads arguments, as far as a trigger's surroundings ask it."""

    rules: EventRules
    clauses: Clauses

    def is_state(self, mention: Filler, *, capital: bool = True) -> bool: ...
    def host(self, noun: Word, tree: Tree) -> Host | None: ...


@dataclass(frozen=True)
class Host:
    """The verb that a noun trigger hangs on. ``step`` is what hangs there: the noun or a noun above it."""

    verb: Word
    step: Word
    light: bool
    guessed: bool = False


class Surroundings:
    """One trigger's surroundings."""

    def __init__(self, reading: Reading, match: TriggerMatch, tree: Tree, fillers: Fillers) -> None:
        self.reading = reading
        self.rules = reading.rules
        self.prepositions = reading.rules.grammar.prepositions
        self.clauses = reading.clauses
        self.match = match
        self.word = match.word
        self.tree = tree
        self.fillers = fillers
        self.object_by = match.object_by(reading.rules)
        self.visit = match.entry.mode == "visit"
        self.found = Parts()

    def _doers(self, verb: Word) -> list[Filler]:
        """Who does the verb, by the grammar, or where the parser saw no subject by what stands before it."""
        if not self.clauses.is_passive(verb) and is_finite(verb) and not any(verb.of(SUBJECT)):
            unseen = unseen_subject(verb, self.tree, self.fillers)
            if unseen:
                return unseen
        doers = self._named(self.clauses.doers(verb))
        if not doers and not self.clauses.is_passive(verb):
            doers = unseen_subject(verb, self.tree, self.fillers) or self._subject_before(verb)
        return doers

    def _subject_before(self, verb: Word) -> list[Filler]:
        """For a verb that is not finite, whose place in the list the parser lost, the last subject before."""
        subject = last_subject(verb, self.tree, self.fillers)
        if subject is None:
            return []
        return self._named([self.fillers.root(subject).first_conjunct]) or [subject]

    def _complements(self, children: Iterable[Word]) -> None:
        for child in children:
            if child.rel in (COMPLEMENT, INDIRECT):
                self._complement(child)

    def _complement(self, phrase: Word) -> None:
        found, prep = self.found, phrase.prep
        if self.fillers.at(phrase) is None and phrase.prep not in self.prepositions.of:
            # "s'est entretenu par téléphone avec X": hung on the telephone.
            for below in phrase.of(COMPLEMENT):
                if (
                    below.prep in self.prepositions.accompanying
                    and below.prep in self.object_by | self._with_equals()
                ):
                    self._to_object(self._named([below]))
        if prep in self.prepositions.under and phrase.matches(self.rules.leading):
            for below in phrase.of(COMPLEMENT, APPOSITION):
                found.subject += self._named([below])
        elif prep in self.prepositions.by or prep in self.prepositions.between:
            found.subject += self._named([phrase])
        elif prep in self.object_by or (prep in self.prepositions.accompanying and self._among_equals):
            mention = self.fillers.at(phrase)
            if mention is not None and mention.kind == "place" and self._is_scene(mention, prep):
                return
            named = self._named([phrase])
            self._to_object(named)
            if not named and self.match.event_type in self.rules.responsive:
                self._whose(phrase)
        elif phrase.rel == INDIRECT:
            self._to_object(self._named([phrase]))

    def _is_scene(self, mention: Filler, prep: str | None) -> bool:
        """Whether a place behind "à" or "in" is where it happens: "a critiqué … à Berlin"."""
        if self.visit:
            return True
        addressed = self.match.event_type in self.rules.addressed
        return (
            prep in self.prepositions.at
            and not addressed
            and not self.reading.is_state(mention, capital=False)
        )

    def _whose(self, phrase: Word) -> None:
        """Whose act is praised, criticised, refused or accepted: "salué la décision de la Norvège"."""
        for child in phrase.of(COMPLEMENT, POSSESSOR):
            if child.rel == POSSESSOR or child.prep in self.prepositions.of:
                self._to_object(
                    item
                    for item in self._named([child])
                    if item.kind != "place" or self.reading.is_state(item)
                )
        for child in phrase.of(ADNOMINAL):
            if self.clauses.is_passive(child):
                self._to_object(self._named(self.clauses.doers(child)))

    @property
    def _among_equals(self) -> bool:
        """Whether the object of the act is an agent like its subject."""
        return self.rules.agent is not None and self.match.entry.object == self.rules.agent

    def _with_equals(self) -> frozenset[str]:
        return self.prepositions.accompanying if self._among_equals else frozenset()

    def _to_object(self, named: Iterable[Filler]) -> None:
        for mention in named:
            self._add_object(mention)

    def _add_object(self, mention: Filler, *, direct: bool = False) -> None:
        if mention.kind == "date":
            return
        spoken_of = direct and self.match.event_type in self.rules.spoken  # "accused the West"
        if mention.kind == "place" and (self.visit or not (spoken_of or self.reading.is_state(mention))):
            self.found.place.append(mention)
        else:
            self.found.object.append(mention)

    def _where_and_when(self, anchors: set[int], fronted: tuple[Word, int] | None = None) -> None:
        """Dates and places whose way up the tree meets this trigger first, and a title's place."""
        found = self.found
        where = Setting(self.rules, self.match, self.tree, self.fillers)
        taken = [*found.subject, *found.object]
        found.place += where.title_place(taken)
        place, time = where.around(anchors, taken, fronted)
        found.place += place
        found.time += time

    def _named(self, phrases: Iterable[Word]) -> list[Filler]:
        named: list[Filler] = []
        possessives = self.rules.grammar.pronouns.possessive
        for phrase in phrases:
            if self.fillers.at(phrase) is None and (
                self.clauses.is_pronoun(phrase) or phrase.key in possessives
            ):
                named += meant(phrase, self.tree, self.fillers, possessives)
            else:
                named += [item for item in self.fillers.of(phrase) if item not in named]
        return named
