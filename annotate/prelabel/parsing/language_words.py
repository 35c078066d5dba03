"""What turning a text into grammar needs to know of its language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from annotate.prelabel.parsing.relations import UNIVERSAL, Scheme

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class ParsingWords:
    """The words of a language that the tokenizer and the tree look for, in lower case.

    Without any, a text is cut by its punctuation only, and its grammar is what the parser says.
    """

    scheme: Scheme = UNIVERSAL
    """The scheme that the language's parser speaks."""

    base_forms: Mapping[str, str] = field(default_factory=dict)
    """Contracted or elided prepositions by what they hold: "au" -> "à", "d'" -> "de"."""

    days: frozenset[str] = _NONE
    """Names of days. Parsers hang phrases on them that belong to the verb: "a parlé, lundi, avec X"."""

    glued: frozenset[str] = _NONE
    """Small words that lost line breaks glue to their neighbours: "of" in "ministerof"."""

    glued_behind: frozenset[str] = _NONE
    """Those of them that are too common as first letters of words to be cut off there: "sur", "to"."""


NO_WORDS = ParsingWords()
