"""French articles and the forms of "de", as a text has them. The rules for names share them."""

from __future__ import annotations

OF = frozenset({"de", "du", "des", "d'"})
ARTICLES = frozenset({"le", "la", "les", "l'"})
