"""Finds the participants of a noun trigger in the noun's complements and in phrases of the verb above."""

from __future__ import annotations

from annotate.prelabel.events.fillers import Filler
from annotate.prelabel.events.surroundings import Parts, Surroundings, VerbAbove
from annotate.prelabel.parsing.relations import (
    ADNOMINAL,
    AGENT,
    APPOSITION,
    COMPLEMENT,
    COMPOUND,
    DETERMINER,
    OBJECT,
    PASSIVE,
    POSSESSOR,
    RELATIVE,
    SUBJECT,
)
from annotate.prelabel.parsing.tree import Word


class NounSurroundings(Surroundings):
    """The phrases around a noun trigger."""

    def read(self) -> Parts:
        noun, found = self.word, self.found
        agents = [
            *noun.of(AGENT),
            *(child for child in noun.of(COMPLEMENT) if child.prep in self.prepositions.by),
            *(child for child in noun.of(COMPLEMENT) if child.prep in self.prepositions.between),
        ]
        owned = [child for child in noun.of(COMPLEMENT) if child.prep in self.prepositions.of]
        possessors = [word for word in noun.of(POSSESSOR, COMPOUND) if word.prep is None]
        found.subject += self._named(agents)
        has_agents = bool(found.subject)
        for phrase in [*possessors, *self.clauses.possessives(noun), *owned]:
            named = [mention for mention in self._possessor_mentions(phrase) if mention.kind != "date"]
            is_object = self.match.entry.of == "object" or (has_agents and phrase in owned)
            (found.object if is_object else found.subject).extend(named)
        self._complements(child for child in noun.children if child not in owned and child not in agents)
        for child in noun.of(ADNOMINAL, RELATIVE):
            if self.clauses.is_passive(child) or child.matches(self.rules.light):
                found.subject += [
                    item for item in self._named(self.clauses.agents(child)) if self.clauses.is_passive(child)
                ]
                self._complements(child.children)
        verb_above = self.reader.verb_above(noun, self.tree)
        anchors = {noun.i, *(child.i for child in noun.of(ADNOMINAL))}
        if verb_above is not None and self._from_verb_above(verb_above):
            anchors.add(verb_above.verb.i)
        self._where_and_when(anchors)
        return found

    def _possessor_mentions(self, phrase: Word) -> list[Filler]:
        """The mentions in a possessor; for a bare noun, the mentions below it: "visite d'État du roi"."""
        named = self._named([phrase])
        if named or any(phrase.of(DETERMINER)):
            return named
        return self._named(
            child
            for child in phrase.of(COMPLEMENT, APPOSITION)
            if child.prep in self.prepositions.of or child.prep is None
        )

    def _from_verb_above(self, verb_above: VerbAbove) -> bool:
        """Adds participants from the verb. Returns whether the verb's place and time hold for the noun."""
        found, verb, step = self.found, verb_above.verb, verb_above.step
        carried = verb_above.light or self.match.is_carried_by(verb)
        planned = verb.matches(self.rules.planning)
        if (
            step.rel in (OBJECT, PASSIVE, "")
            or (step.rel == COMPLEMENT and verb_above.light)
            or verb_above.guessed
        ):
            if carried or planned:
                agents = self._agents(verb) if carried or not found.subject else []
                if agents and carried and self.match.entry.of == "subject":
                    found.subject = []  # "exprimer le soutien du Parti": the agent is who expresses it
                found.subject += agents
                self._complements(child for child in verb.children if child is not step)
            return carried or planned
        if step.rel == SUBJECT:
            self._complements(child for child in verb.children if child is not step and child.rel != OBJECT)
            return True
        if step.rel == COMPLEMENT and step.prep in self.prepositions.during:
            meets = any(child.prep in self.prepositions.accompanying for child in self.word.of(COMPLEMENT))
            mutual = self.match.event_type in self.rules.mutual and not found.subject and not found.object
            if not found.subject and (meets or mutual) and not any(self.clauses.possessives(self.word)):
                found.subject += [item for item in self._agents(verb) if meets or item.kind == "function"]
        return False
