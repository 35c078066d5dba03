"""French articles and the forms of "de" as they stand in a text, for the rules that read names."""

from __future__ import annotations

OF = frozenset({"de", "du", "des", "d'"})
ARTICLES = frozenset({"le", "la", "les", "l'"})
