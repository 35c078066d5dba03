"""French articles and the forms of "de", as written in texts. All rules for French names use these words."""

from __future__ import annotations

OF = frozenset({"de", "du", "des", "d'"})
ARTICLES = frozenset({"le", "la", "les", "l'"})
