"""Who did it to whom, where and when: arguments from the grammar around a trigger.

A verb gives its subject, object and complements, a noun its own complements and those of the verb that
carries it ("effectuer une visite", "la rencontre a eu lieu"). Each phrase is then asked which mention it
names. A singular pronoun or possessive stands for the nearest person or function before it.
"""

from __future__ import annotations

from collections.abc import Sequence

from annotate.core.annotation import Argument
from annotate.core.ontology import Ontology
from annotate.prelabel.events.clause import (
    Clauses,
)
from annotate.prelabel.events.fillers import Mention, Mentions
from annotate.prelabel.events.nouns import NounSurroundings
from annotate.prelabel.events.surroundings import Host
from annotate.prelabel.events.triggers import TriggerMatch
from annotate.prelabel.events.verbs import VerbSurroundings
from annotate.prelabel.knowledge.gazetteers import Gazetteer
from annotate.prelabel.knowledge.lexicon import Lexicon
from annotate.prelabel.parsing.sentences import key
from annotate.prelabel.parsing.tree import (
    APPOSITION,
    CONJUNCT,
    Tree,
    Word,
)

PLACE_ROLE, TIME_ROLE = "Place", "Time"
_CUT_OFF = 6  # words between a verb and an object that the parser did not hang on it


class ArgumentReader:
    """Reads arguments by the words of one language's lexicon, limited to what the ontology allows."""

    def __init__(self, lexicon: Lexicon, ontology: Ontology, names: Gazetteer) -> None:
        words = lexicon.words
        self._names = names
        self.groups = frozenset(map(key, words.groups))
        self._roles_of = ontology.roles_of
        self._type_object_by = {
            event_type: frozenset(map(key, event_words.object_by))
            for event_type, event_words in words.events.items()
        }
        self.light = frozenset(map(key, words.light))
        self.planning = frozenset(map(key, words.planning))
        self.phases = frozenset(map(key, words.phases))
        self.leading = frozenset(map(key, words.leading))
        self.clauses = Clauses(frozenset(map(key, words.asking)))

    def arguments(self, match: TriggerMatch, tree: Tree, mentions: Mentions) -> list[tuple[str, Mention]]:
        """The (role, mention) pairs of a trigger, in the ontology's order of roles."""
        surroundings = NounSurroundings if match.is_noun else VerbSurroundings
        found = surroundings(self, match, tree, mentions).read()
        entry = match.entry
        pairs = [
            *((entry.subject, mention) for mention in found.subject),
            *((entry.object, mention) for mention in found.object),
            *((PLACE_ROLE, mention) for mention in found.place),
            *((TIME_ROLE, mention) for mention in found.time),
        ]
        return self._allowed(match, pairs)

    def is_state(self, mention: Mention, *, capital: bool = True) -> bool:
        """Whether a place stands for a state, or ``capital`` for one: towns cannot be done something to."""
        known = self._names.names.get(mention.entity.text)
        return known is not None and (known.kind == "state" or (capital and known.kind == "capital"))

    def object_by(self, match: TriggerMatch) -> frozenset[str]:
        """The prepositions whose complement fills the object's role."""
        if match.entry.object_by is not None:
            return frozenset(map(key, match.entry.object_by))
        return self._type_object_by.get(match.event_type, frozenset())

    def host(self, noun: Word, tree: Tree) -> Host | None:
        """The verb that a noun hangs on, through nouns that carry it ("la poursuite de la visite"); where
        the parser cut the noun off, the verb right before it.
        """
        step = noun
        while step.head is not None:
            if step.head.is_verb:
                return Host(step.head, step, step.head.matches(self.light))
            through = step.head.matches(self.phases) or step.rel in (CONJUNCT, APPOSITION)
            if not through:
                return None
            step = step.head
        for index in range(step.i - 1, max(step.i - _CUT_OFF, -1), -1):
            word = tree.words[index]
            if word.sentence != noun.sentence or word.pos in ("PUNCT", "ADP", "SCONJ"):
                return None
            if word.is_verb:
                return Host(word, step, word.matches(self.light), guessed=True)
        return None

    def _allowed(
        self, match: TriggerMatch, pairs: Sequence[tuple[str, Mention]]
    ) -> list[tuple[str, Mention]]:
        uses = self._roles_of[match.event_type]
        given: dict[str, list[Mention]] = {}
        filled: set[str] = set()  # one mention plays one part
        for role, mention in pairs:
            use = uses.get(role)
            if use is None or mention.label not in (use.fillers or ()) or mention.entity.id in filled:
                continue
            if use.at_most is not None and len(given.get(role, ())) >= use.at_most:
                continue
            given.setdefault(role, []).append(mention)
            filled.add(mention.entity.id)
        return [(role, mention) for role in uses for mention in given.get(role, ())]


def as_arguments(pairs: Sequence[tuple[str, Mention]]) -> tuple[Argument, ...]:
    """The pairs as an event's arguments."""
    return tuple(Argument(role=role, entity=mention.entity.id) for role, mention in pairs)
