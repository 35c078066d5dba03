"""The mentions that may be arguments of a trigger, with the features that the judge weighs."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from annotate.core.ontology import Ontology
from annotate.core.ontology_form import EventTrait
from annotate.prelabel.events.arguments import ArgumentReader
from annotate.prelabel.events.fillers import Filler, Fillers
from annotate.prelabel.events.surroundings import VerbAbove
from annotate.prelabel.events.triggers import TriggerMatch
from annotate.prelabel.judging.argument_features import (
    NONE,
    ArgumentFeatures,
    Participant,
    SentenceView,
    TriggerView,
    UnnamedPhrase,
)
from annotate.prelabel.judging.paths import Paths, first_of_list
from annotate.prelabel.parsing.relations import AGENT, COMPLEMENT, COMPOUND, POSSESSOR
from annotate.prelabel.parsing.tree import Tree, Word

_TRAITS: tuple[EventTrait, ...] = get_args(EventTrait)
_SENTENCES_BEFORE = 3  # in which a pronoun's mention is looked for
_MOST_BEFORE = 6  # mentions before, the nearest first
_PRONOUN_STEPS = 3  # at most, between the trigger and a pronoun that may be its argument


@dataclass(frozen=True, eq=False)
class Candidate:
    """A mention that may be an argument, and its features.

    ``rule`` is the class that the rules give. ``listed`` is the index of the first word of the list of
    conjuncts that the mention stands in.
    """

    mention: Filler
    features: tuple[str, ...]
    rule: str
    listed: int


def class_of(role: str, event_type: str, ontology: Ontology) -> str:
    """The judge's class of a role: its kind; its name if it has no kind or is the second of its kind."""
    kind = ontology.kind_of_role(role)
    if kind is not None and ontology.role_of(kind, event_type) == role:
        return kind
    return f"role {role}"


def role_of_class(name: str, event_type: str, ontology: Ontology) -> str | None:
    """The role that a class of the judge means for an event type; None for "none" and for foreign roles."""
    role = name.removeprefix("role ")
    if role != name:
        return role if role in ontology.roles_of[event_type] else None
    return next((role for role in ontology.roles_of[event_type] if ontology.kind_of_role(role) == name), None)


class CandidateFinder:
    """Finds candidates with the rules of one language."""

    def __init__(self, by_rules: ArgumentReader) -> None:
        self._by_rules = by_rules
        self._rules = by_rules.rules
        self._clauses = by_rules.clauses
        self._names = by_rules.names
        self._language = by_rules.rules.lexicon.language
        self._paths = Paths(self._rules.grammar)
        self._pronouns = self._rules.grammar.pronouns
        ontology = self._rules.ontology
        self._traits = {
            label: tuple(trait for trait in _TRAITS if label in ontology.types_with(trait))
            for label in ontology.events
        }
        self._participants: dict[Filler, Participant] = {}
        self._fillers: Fillers | None = None

    def candidates(
        self,
        match: TriggerMatch,
        tree: Tree,
        fillers: Fillers,
        by_rules: Sequence[tuple[str, Filler]],
        labels: Container[str] | None = None,
    ) -> list[Candidate]:
        """The mentions of the sentence, and those before that a singular pronoun may stand for.

        ``by_rules`` are the arguments that the rules find. They are candidates too. With ``labels``, mentions
        of other entity types are left out.
        """
        if fillers is not self._fillers:
            self._fillers, self._participants = fillers, {}
        word, ontology = match.word, self._rules.ontology
        rule = {mention: class_of(role, match.event_type, ontology) for role, mention in by_rules}
        here = fillers.in_sentence(word.sentence)
        features = ArgumentFeatures(
            self._trigger(match, tree, fillers),
            SentenceView(
                tree,
                self._language,
                [self._participant(mention, fillers) for mention in here],
                frozenset(fillers.triggers | {word.i}),
            ),
            self._paths,
            {self._participant(mention, fillers): name for mention, name in rule.items()},
        )
        listed: dict[Filler, Word | None] = dict.fromkeys(here)
        for pronoun in self._pronouns_of(word, tree):
            for mention in self._before(word.sentence, fillers):
                listed.setdefault(mention, pronoun)
        for mention in rule:
            listed.setdefault(mention, None)
        return [
            Candidate(
                mention,
                tuple(features.of(self._participant(mention, fillers), pronoun)),
                rule.get(mention, NONE),
                first_of_list(fillers.root(mention)).i,
            )
            for mention, pronoun in listed.items()
            if labels is None or mention.entity.label in labels
        ]

    def _participant(self, mention: Filler, fillers: Fillers) -> Participant:
        found = self._participants.get(mention)
        if found is None:
            entity = mention.entity
            known = self._names.names.get(entity.text)
            known_as = known.kind if known is not None and known.kind in ("state", "capital") else ""
            found = self._participants[mention] = Participant(
                mention.kind or entity.label,
                mention.first,
                mention.last,
                fillers.root(mention),
                known_as,
                mention.title is not None,
            )
        return found

    def _trigger(self, match: TriggerMatch, tree: Tree, fillers: Fillers) -> TriggerView:
        ontology = self._rules.ontology
        above = self._by_rules.verb_above(match.word, tree) if match.is_noun else None

        def kind(role: str | None) -> str:
            return NONE if role is None else class_of(role, match.event_type, ontology)

        word = match.word
        slots: Mapping[str, Sequence[Word]]
        if match.is_noun:
            prepositions = self._rules.grammar.prepositions
            owners = [*word.of(POSSESSOR, COMPOUND, AGENT), *self._clauses.possessives(word)]
            owners += [
                child
                for child in word.of(COMPLEMENT)
                if child.prep in prepositions.of | prepositions.by | prepositions.between
            ]
            agents = self._clauses.agents(above.verb) if above is not None else []
            slots = {"owner": owners, "above": agents}
        else:
            slots = {"agent": self._clauses.agents(word), "patient": self._clauses.patients(word)}
        return TriggerView(
            word,
            self._rules.name_of_type(match.event_type),
            self._traits[match.event_type],
            "noun" if match.is_noun else self._clauses.form(match.word),
            self._kind_of_verb(match, above),
            kind(match.entry.subject),
            kind(match.entry.object),
            match.object_by(self._rules),
            {slot: list(self._holders(heads, fillers)) for slot, heads in slots.items()},
        )

    def _kind_of_verb(self, match: TriggerMatch, above: VerbAbove | None) -> str:
        """What verb a noun trigger depends on."""
        if above is None:
            return NONE
        if above.light:
            return "light"
        if match.is_carried_by(above.verb):
            return "carried"
        return "planning" if above.verb.matches(self._rules.planning) else "other"

    def _holders(self, heads: Iterable[Word], fillers: Fillers) -> Iterator[Participant | UnnamedPhrase]:
        for head in heads:
            named = list(fillers.of(head))
            yield from (self._participant(mention, fillers) for mention in named)
            if named:
                continue
            if self._clauses.is_pronoun(head) or head.key in self._pronouns.possessive:
                yield UnnamedPhrase("singular", head.i, head.i + 1)
            elif head.pos in ("PRON", "DET"):
                yield UnnamedPhrase("pronoun", head.i, head.i + 1)
            else:
                inside = [word.i for word in head.subtree()]
                yield UnnamedPhrase("unnamed", min(inside), max(inside) + 1)

    def _pronouns_of(self, trigger: Word, tree: Tree) -> Iterator[Word]:
        """The singular pronouns and possessives of the sentence, near the trigger in the tree."""
        for word in tree.sentence(trigger.sentence):
            possessive = word.key in self._pronouns.possessive and word.pos != "PROPN"
            if not (possessive or self._clauses.is_pronoun(word)):
                continue
            if self._paths.between(word, trigger).steps <= _PRONOUN_STEPS:
                yield word

    def _before(self, number: int, fillers: Fillers) -> list[Filler]:
        found: list[Filler] = []
        for earlier in range(number - 1, max(number - _SENTENCES_BEFORE - 1, -1), -1):
            found += [mention for mention in reversed(fillers.in_sentence(earlier)) if mention.kind != "date"]
        return found[:_MOST_BEFORE]
