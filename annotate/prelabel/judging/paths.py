"""The dependency path between a mention and a trigger, with its prepositions, as features."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from annotate.prelabel.languages.grammar import GrammarRules
from annotate.prelabel.parsing.relations import APPOSITION, CONJUNCT, MODIFIER, NAME, OBJECT, SUBJECT
from annotate.prelabel.parsing.tree import Word

_LONGEST = 4  # steps; longer paths are one feature
_DEEPEST = 12  # heads above a word that are looked at; longer chains are parsing errors
_NOT_OF_NAMES = frozenset({"advmod", "dep", MODIFIER, NAME})
_SETS = ("of", "by", "accompanying", "between", "at", "toward", "during", "until", "under", "purpose")


@dataclass(frozen=True)
class Path:
    """The path from a mention up to the top, and from the top down to the trigger.

    ``shared`` names prepositions by their sets in the grammar, so that it is the same in all languages.
    ``worded`` names the prepositions themselves. ``top`` is the highest word, None if there is no path.
    ``inner`` are the words between both ends, the top included.
    """

    shared: str
    worded: str
    top: Word | None
    inner: tuple[Word, ...] = ()
    steps: int = 99


class Paths:
    """Finds paths with the prepositions of one language."""

    def __init__(self, grammar: GrammarRules) -> None:
        self._prepositions = grammar.prepositions
        self._known: dict[str, str] = {}

    def preposition(self, prep: str | None) -> str:
        """The sets of the grammar that a preposition is in, joined; "other" if it is in none, "" for None."""
        if prep is None:
            return ""
        if prep not in self._known:
            sets = [name for name in _SETS if prep in getattr(self._prepositions, name)]
            self._known[prep] = "+".join(sets) or "other"
        return self._known[prep]

    def between(self, start: Word, trigger: Word) -> Path:
        """The path from ``start``, a mention's head word, to ``trigger``. A conjunct counts as the first."""
        start = first_of_list(start)
        if start is trigger:
            return Path("same", "same", trigger, (), 0)
        down = [trigger]
        while (head := down[-1].head) is not None and len(down) < _DEEPEST:
            down.append(head)
        up = [start]
        while up[-1] not in down:
            head = up[-1].head
            if head is None or len(up) >= _DEEPEST:
                return Path("none", "none", None)
            up.append(head)
        top = up[-1]
        depth = down.index(top)
        rising, falling = _shortened(up[:-1]), _shortened(down[:depth][::-1])
        steps = len(rising) + len(falling)
        inner = tuple(
            word for word in (*rising[1:], top, *falling) if word is not trigger and word is not start
        )
        if steps > _LONGEST:
            return Path("far", "far", top, inner, steps)
        where = "" if top is trigger else f" {top.pos}"

        def spelled(name: Callable[[str | None], str]) -> str:
            parts = [f"<{_step(word, name)}" for word in rising] + [
                f">{_step(word, name)}" for word in falling
            ]
            return "".join(parts[: len(rising)]) + where + "".join(parts[len(rising) :])

        return Path(spelled(self.preposition), spelled(lambda prep: prep or ""), top, inner, steps)


def _step(word: Word, name: Callable[[str | None], str]) -> str:
    prep = name(word.prep)
    return f"{word.rel}:{prep}" if prep else _relation(word)


def _relation(word: Word) -> str:
    """The relation of a word. No name is a verb's adverb, though parsers say so of names unknown to them."""
    head = word.head
    if word.pos == "PROPN" and word.rel in _NOT_OF_NAMES and head is not None and head.is_verb:
        return SUBJECT if word.i < head.i else OBJECT
    return word.rel


def first_of_list(word: Word) -> Word:
    """The first conjunct of a list of nouns or names. A name in apposition to a noun counts as the noun."""
    while word.rel in (CONJUNCT, APPOSITION, NAME) and word.head is not None and not word.head.is_verb:
        word = word.head
    return word


def _shortened(steps: list[Word]) -> list[Word]:
    """A chain of conjuncts counts as one step."""
    return [
        word
        for index, word in enumerate(steps)
        if not (index and word.rel == CONJUNCT and steps[index - 1].rel == CONJUNCT)
    ]
