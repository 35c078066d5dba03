"""Checks conditions of triggers: words above, below or near the trigger, or heads of object or subject."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from annotate.core.folding import fold_case
from annotate.prelabel.events.rules import EventRules
from annotate.prelabel.knowledge.lexicon import Condition
from annotate.prelabel.parsing.relations import (
    AGENT,
    COMPLEMENT,
    COMPOUND,
    CONJUNCT,
    OBJECT,
    PASSIVE,
    POSSESSOR,
    SUBJECT,
)
from annotate.prelabel.parsing.tree import Word

NEAR = 6  # words to each side that a `near` condition looks at


@dataclass(frozen=True)
class FilledCondition:
    """A condition of the lexicon with its classes filled in. The condition holds if one part holds."""

    head: frozenset[str]
    child: frozenset[str]
    near: frozenset[str]
    object: frozenset[str]
    subject: frozenset[str]
    of: frozenset[str]
    """The prepositions before a noun's object: "of"."""

    def holds(self, word: Word, sentence: list[Word], position: int) -> bool:
        """Whether the condition holds for ``word``, which must be at ``position`` of ``sentence``."""
        if self.child and any_matches(self.child, word.children):
            return True
        if self.head and any_matches(self.head, chain(word)):
            return True
        if self.object and any_matches(self.object, self._objects(word)):
            return True
        if self.subject and any_matches(self.subject, _subjects(word)):
            return True
        if not self.near:
            return False
        around = sentence[max(position - NEAR, 0) : position + NEAR + 1]
        return any(other is not word and other.matches(self.near) for other in around)

    def _objects(self, word: Word) -> Iterator[Word]:
        """The head nouns of the objects of a verb or noun."""
        if word.is_verb or word.pos == "ADJ":
            for child in word.of(OBJECT, PASSIVE):
                for member in child.with_conjuncts():
                    yield member
                    yield from self._counted(member)
            own = any(child.pos != "PRON" for child in word.of(OBJECT))
            if word.rel in ("acl", "relcl") and word.head is not None and not own:
                # "l'accord signé", "les soldats qu'elle détenait"
                yield word.head
                yield from self._counted(word.head)
            if word.rel == CONJUNCT and word.head is not None and not any(word.of(OBJECT, PASSIVE)):
                yield from word.head.of(PASSIVE)
            return
        for child in word.of(COMPLEMENT, POSSESSOR, COMPOUND):
            if child.rel != COMPLEMENT or child.prep in self.of:
                yield from child.with_conjuncts()

    def _counted(self, word: Word) -> Iterator[Word]:
        """The noun after a noun of number: "otages" of "une vingtaine d'otages"."""
        return (child for child in word.of(COMPLEMENT) if child.prep in self.of)


class ConditionReader:
    """Fills the classes of a lexicon and the grammar of its language into conditions."""

    def __init__(self, rules: EventRules) -> None:
        self._classes = {
            f"@{name}": frozenset(map(fold_case, listed))
            for name, listed in rules.lexicon.words.classes.items()
        }
        self._reflexive = rules.grammar.pronouns.reflexive
        self._of = rules.grammar.prepositions.of

    def of(self, condition: Condition | None) -> FilledCondition | None:
        """Fills the classes into a condition. Returns None for None."""
        if condition is None:
            return None
        wanted = {
            name: frozenset().union(
                *(self._classes.get(word) or self._forms(fold_case(word)) for word in listed)
            )
            for name, listed in condition.model_dump().items()
        }
        return FilledCondition(**wanted, of=self._of)

    def _forms(self, word: str) -> frozenset[str]:
        """The word itself; for a reflexive pronoun, all forms of the pronoun."""
        return self._reflexive if word in self._reflexive else frozenset({word})


def any_matches(wanted: frozenset[str], words: Iterable[Word]) -> bool:
    """Whether the lemma or form of one of the words is in ``wanted``."""
    return any(word.matches(wanted) for word in words)


def chain(word: Word) -> Iterator[Word]:
    """Yields the words above ``word`` in the tree, up to and including the next verb."""
    for head in word.above():
        yield head
        if head.is_verb:
            return


def _subjects(word: Word) -> Iterator[Word]:
    for child in word.of(SUBJECT, AGENT):
        yield from child.with_conjuncts()
