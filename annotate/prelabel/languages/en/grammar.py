"""English grammar, for the rules of events, arguments and dates."""

from __future__ import annotations

from annotate.prelabel.languages.grammar import GrammarRules

GRAMMAR = GrammarRules()
