"""The function nouns of a lexicon, as sequences of words: "ministre", "vice-ministre", "chief of staff"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from annotate.core.folding import fold_accents, fold_case
from annotate.prelabel.knowledge.lexicon import Lexicon

_PARTS = re.compile(r"[^\s'-]+'?|-")


class FunctionNouns:
    """Maps first words to function nouns, the longest first. A hyphen counts as a word.

    ``bodies`` are the head nouns of organizations, in lower case: "ministère", "club". They show that a noun
    of leadership stands for a function: "chef du club". ``introducing`` are the nouns before a name that
    belongs to them: "association Renouveau", "région Fès-Meknès".
    """

    def __init__(
        self, lexicon: Lexicon, bodies: Collection[str] = (), introducing: Collection[str] = ()
    ) -> None:
        words = lexicon.words
        self.modifiers = frozenset(map(fold_case, words.function_modifiers))
        self.singular_only = frozenset(map(fold_case, words.singular_only))
        self.posted = frozenset(parts_of(name) for name in words.posted)
        self.posted_first = frozenset(name.split()[0] for name in map(fold_case, words.posted))
        self.bodies = frozenset(bodies)
        self.introducing = frozenset(introducing)
        self.by_first: dict[str, list[tuple[str, ...]]] = {}
        for name in words.functions:
            for parts in spellings(name):
                self.by_first.setdefault(parts[0], []).append(parts)
        for names in self.by_first.values():
            names.sort(key=len, reverse=True)


def spellings(name: str) -> Iterator[tuple[str, ...]]:
    """The words of a function noun, in each way that texts write and tokenizers cut them."""
    ways = [parts_of(name)]
    whole = fold_case(name)
    if "-" in whole or "'" in whole:  # the tokenizer does not cut every hyphenated word
        ways.append(tuple(whole.split()))
    for parts in ways:
        # A capital may lack its accent ("chef d'Etat"), and in English the whole word ("charge d'affaires").
        plain = tuple(fold_accents(part[0]) + part[1:] for part in parts)
        yield from dict.fromkeys((parts, plain, *([tuple(map(fold_accents, parts))] if parts[1:] else [])))


def parts_of(name: str) -> tuple[str, ...]:
    """The words of a function noun: "vice-ministre" -> "vice", "-", "ministre"."""
    return tuple(_PARTS.findall(fold_case(name)))
