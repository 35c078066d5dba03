"""Finds the mentions around a trigger for the subject, the object, the place and the time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from annotate.prelabel.events.clause import Clauses, is_finite
from annotate.prelabel.events.fillers import Filler, Fillers
from annotate.prelabel.events.missed_subjects import last_subject, missed_subject
from annotate.prelabel.events.pronouns import antecedent
from annotate.prelabel.events.rules import EventRules
from annotate.prelabel.events.setting import Setting
from annotate.prelabel.events.triggers import TriggerMatch
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
    """The mentions for subject, object, place and time. A mention in several lists fills the first role."""

    subject: list[Filler] = field(default_factory=list)
    object: list[Filler] = field(default_factory=list)
    place: list[Filler] = field(default_factory=list)
    time: list[Filler] = field(default_factory=list)


class Reader(Protocol):
    """The part of `ArgumentReader` that `Surroundings` use."""

    rules: EventRules
    clauses: Clauses

    def is_state(self, mention: Filler, *, capital: bool = True) -> bool: ...
    def verb_above(self, noun: Word, tree: Tree) -> VerbAbove | None: ...


@dataclass(frozen=True)
class VerbAbove:
    """The verb above a noun trigger. ``step`` is the verb's child: the trigger, or a noun above the trigger.

    ``light`` says that the verb is a support verb ("effectuer"). ``guessed`` says that the parser attached
    the noun to no verb.
    """

    verb: Word
    step: Word
    light: bool
    guessed: bool = False


class Surroundings:
    """The phrases around one trigger, and the mentions in them."""

    def __init__(self, reader: Reader, match: TriggerMatch, tree: Tree, fillers: Fillers) -> None:
        self.reader = reader
        self.rules = reader.rules
        self.prepositions = reader.rules.grammar.prepositions
        self.clauses = reader.clauses
        self.match = match
        self.word = match.word
        self.tree = tree
        self.fillers = fillers
        self.object_by = match.object_by(reader.rules)
        self.visit = match.entry.mode == "visit"
        self.found = Parts()

    def _agents(self, verb: Word) -> list[Filler]:
        """The agents of a verb. If the parser found no subject, the mentions before the verb are taken."""
        if not self.clauses.is_passive(verb) and is_finite(verb) and not any(verb.of(SUBJECT)):
            unseen = missed_subject(verb, self.tree, self.fillers)
            if unseen:
                return unseen
        agents = self._named(self.clauses.agents(verb))
        if not agents and not self.clauses.is_passive(verb):
            agents = missed_subject(verb, self.tree, self.fillers) or self._subject_before(verb)
        return agents

    def _subject_before(self, verb: Word) -> list[Filler]:
        """The last subject before a verb that is not finite, for verbs whose subject the parser missed."""
        subject = last_subject(verb, self.tree, self.fillers)
        if subject is None:
            return []
        return self._named([self.fillers.root(subject).first_conjunct]) or [subject]

    def _complements(self, children: Iterable[Word]) -> None:
        for child in children:
            if child.rel in (COMPLEMENT, INDIRECT):
                self._complement(child)

    def _complement(self, phrase: Word) -> None:
        """Adds the mentions of a complement to subject or object, as the preposition says."""
        found, prep = self.found, phrase.prep
        if self.fillers.at(phrase) is None and phrase.prep not in self.prepositions.of:
            # "s'est entretenu par téléphone avec X": the parser attaches X to the telephone.
            for below in phrase.of(COMPLEMENT):
                if (
                    below.prep in self.prepositions.accompanying
                    and below.prep in self.object_by | self._prepositions_of_partners()
                ):
                    self._to_object(self._named([below]))
        if prep in self.prepositions.under and phrase.matches(self.rules.leading):
            for below in phrase.of(COMPLEMENT, APPOSITION):
                found.subject += self._named([below])
        elif prep in self.prepositions.by or prep in self.prepositions.between:
            found.subject += self._named([phrase])
        elif prep in self.object_by or (prep in self.prepositions.accompanying and self._object_is_agent):
            mention = self.fillers.at(phrase)
            if mention is not None and mention.kind == "place" and self._is_event_place(mention, prep):
                return
            named = self._named([phrase])
            self._to_object(named)
            if not named and self.match.event_type in self.rules.responsive:
                self._add_actor_of(phrase)
        elif phrase.rel == INDIRECT:
            self._to_object(self._named([phrase]))

    def _is_event_place(self, mention: Filler, prep: str | None) -> bool:
        """Whether a place after "à" or "in" is the place of the event: "a critiqué … à Berlin"."""
        if self.visit:
            return True
        addressed = self.match.event_type in self.rules.addressed
        return (
            prep in self.prepositions.at
            and not addressed
            and not self.reader.is_state(mention, capital=False)
        )

    def _add_actor_of(self, phrase: Word) -> None:
        """Adds the actor of a praised, criticised or refused act: "salué la décision de la Norvège"."""
        for child in phrase.of(COMPLEMENT, POSSESSOR):
            if child.rel == POSSESSOR or child.prep in self.prepositions.of:
                self._to_object(
                    item
                    for item in self._named([child])
                    if item.kind != "place" or self.reader.is_state(item)
                )
        for child in phrase.of(ADNOMINAL):
            if self.clauses.is_passive(child):
                self._to_object(self._named(self.clauses.agents(child)))

    @property
    def _object_is_agent(self) -> bool:
        """Whether the object of the act is an agent like its subject."""
        agent = self.rules.ontology.role_of("agent", self.match.event_type)
        return agent is not None and self.match.entry.object == agent

    def _prepositions_of_partners(self) -> frozenset[str]:
        return self.prepositions.accompanying if self._object_is_agent else frozenset()

    def _to_object(self, named: Iterable[Filler]) -> None:
        for mention in named:
            self._add_object(mention)

    def _add_object(self, mention: Filler, *, direct: bool = False) -> None:
        if mention.kind == "date":
            return
        spoken_of = direct and self.match.event_type in self.rules.spoken  # "accused the West"
        if mention.kind == "place" and (self.visit or not (spoken_of or self.reader.is_state(mention))):
            self.found.place.append(mention)
        else:
            self.found.object.append(mention)

    def _where_and_when(self, anchors: set[int], fronted: tuple[Word, int] | None = None) -> None:
        """Adds the place of a title, and the places and dates that `Setting.around` finds."""
        found = self.found
        where = Setting(self.rules, self.match, self.tree, self.fillers)
        taken = [*found.subject, *found.object]
        found.place += where.title_place(taken)
        place, time = where.around(anchors, taken, fronted)
        found.place += place
        found.time += time

    def _named(self, phrases: Iterable[Word]) -> list[Filler]:
        """The mentions in ``phrases``, which are head words. For a pronoun, returns its antecedent."""
        named: list[Filler] = []
        possessives = self.rules.grammar.pronouns.possessive
        for phrase in phrases:
            if self.fillers.at(phrase) is None and (
                self.clauses.is_pronoun(phrase) or phrase.key in possessives
            ):
                named += antecedent(phrase, self.tree, self.fillers, possessives)
            else:
                named += [item for item in self.fillers.of(phrase) if item not in named]
        return named
