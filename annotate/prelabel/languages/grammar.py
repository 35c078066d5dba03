"""What the rules for events, their arguments and dates need to know of a language's grammar."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class GrammarRules:
    """The grammar of one language."""
