"""The function nouns of a lexicon, as sequences of words: "ministre", "vice-ministre", "chief of staff"."""

from __future__ import annotations

import re

from annotate.core.folding import fold_case
from annotate.prelabel.knowledge.lexicon import Lexicon

_PARTS = re.compile(r"[^\s'-]+'?|-")


class FunctionNouns:
    """Maps first words to function nouns, the longest first. A hyphen counts as a word."""

    def __init__(self, lexicon: Lexicon) -> None:
        words = lexicon.words
        self.modifiers = frozenset(map(fold_case, words.function_modifiers))
        self.singular_only = frozenset(map(fold_case, words.singular_only))
        self.posted = frozenset(parts_of(name) for name in words.posted)
        self.by_first: dict[str, list[tuple[str, ...]]] = {}
        for name in words.functions:
            parts = parts_of(name)
            self.by_first.setdefault(parts[0], []).append(parts)
            whole = fold_case(name)
            if "-" in whole or "'" in whole:  # the tokenizer does not cut every hyphenated word
                self.by_first.setdefault(whole.split()[0], []).append(tuple(whole.split()))
        for names in self.by_first.values():
            names.sort(key=len, reverse=True)


def parts_of(name: str) -> tuple[str, ...]:
    """The words of a function noun: "vice-ministre" -> "vice", "-", "ministre"."""
    return tuple(_PARTS.findall(fold_case(name)))
