"""What stands around a noun that is a trigger: its own complements and what its carrying verb says."""

from __future__ import annotations

from annotate.prelabel.events.fillers import Filler
from annotate.prelabel.events.surroundings import Host, Parts, Surroundings
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
    """The surroundings of a noun."""

    def read(self) -> Parts:
        noun, found = self.word, self.found
        agents = [
            *noun.of(AGENT),
            *(child for child in noun.of(COMPLEMENT) if child.prep in self.prepositions.by),
            *(child for child in noun.of(COMPLEMENT) if child.prep in self.prepositions.between),
        ]
        owned = [child for child in noun.of(COMPLEMENT) if child.prep in self.prepositions.of]
        owners = [word for word in noun.of(POSSESSOR, COMPOUND) if word.prep is None]
        found.subject += self._named(agents)
        has_agents = bool(found.subject)
        for phrase in [*owners, *self.clauses.possessives(noun), *owned]:
            named = [mention for mention in self._owner(phrase) if mention.kind != "date"]
            is_object = self.match.entry.of == "object" or (has_agents and phrase in owned)
            (found.object if is_object else found.subject).extend(named)
        self._complements(child for child in noun.children if child not in owned and child not in agents)
        for child in noun.of(ADNOMINAL, RELATIVE):
            if self.clauses.is_passive(child) or child.matches(self.rules.light):
                found.subject += [
                    item for item in self._named(self.clauses.doers(child)) if self.clauses.is_passive(child)
                ]
                self._complements(child.children)
        host = self.reading.host(noun, self.tree)
        anchors = {noun.i, *(child.i for child in noun.of(ADNOMINAL))}
        if host is not None and self._from_host(host):
            anchors.add(host.verb.i)
        self._where_and_when(anchors)
        return found

    def _owner(self, phrase: Word) -> list[Filler]:
        """Whose a noun's act is: "visite du roi", also behind a bare noun: "visite d'État du roi"."""
        named = self._named([phrase])
        if named or any(phrase.of(DETERMINER)):
            return named
        return self._named(
            child
            for child in phrase.of(COMPLEMENT, APPOSITION)
            if child.prep in self.prepositions.of or child.prep is None
        )

    def _from_host(self, host: Host) -> bool:
        """Takes what the carrying verb says of the noun; whether the verb's place and time are the noun's."""
        found, verb, step = self.found, host.verb, host.step
        carried = host.light or self.match.is_carried_by(verb)
        planned = verb.matches(self.rules.planning)
        if step.rel in (OBJECT, PASSIVE, "") or (step.rel == COMPLEMENT and host.light) or host.guessed:
            if carried or planned:
                doers = self._doers(verb) if carried or not found.subject else []
                if doers and carried and self.match.entry.of == "subject":
                    found.subject = []  # "exprimer le soutien du Parti": who expresses it acts
                found.subject += doers
                self._complements(child for child in verb.children if child is not step)
            return carried or planned
        if step.rel == SUBJECT:
            self._complements(child for child in verb.children if child is not step and child.rel != OBJECT)
            return True
        if step.rel == COMPLEMENT and step.prep in self.prepositions.during:
            meets = any(child.prep in self.prepositions.accompanying for child in self.word.of(COMPLEMENT))
            mutual = self.match.event_type in self.rules.mutual and not found.subject and not found.object
            if not found.subject and (meets or mutual) and not any(self.clauses.possessives(self.word)):
                found.subject += [item for item in self._doers(verb) if meets or item.kind == "function"]
        return False
