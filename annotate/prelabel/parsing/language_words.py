"""The words of a language that tokenising and the dependency tree need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from annotate.prelabel.parsing.relations import UNIVERSAL, Scheme

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class ParsingWords:
    """The words that the tokenizer and the tree look for, in lower case.

    Without these words, glued words are cut at punctuation only, and the parser's tree is not corrected.
    """

    scheme: Scheme = UNIVERSAL
    """The label scheme of the language's parser."""

    base_forms: Mapping[str, str] = field(default_factory=dict)
    """The full form of contracted or elided prepositions: "au" -> "à", "d'" -> "de"."""

    days: frozenset[str] = _NONE
    """Names of days. Parsers attach phrases of the verb to them: "a parlé, lundi, avec X"."""

    glued: frozenset[str] = _NONE
    """Small words that a lost line break glues to a neighbour: "of" in "ministerof"."""

    glued_behind: frozenset[str] = _NONE
    """Words of ``glued`` that are not cut off the start of a word, because many words begin so: "sur"."""

    whole: frozenset[str] = _NONE
    """Words with hyphens that stay whole, also with an ending of a plural or a verb: "sit-in"."""


NO_WORDS = ParsingWords()
