"""French names, for the rules: organizations, functions, people, datelines, places."""

from __future__ import annotations

from annotate.prelabel.languages.names import NameRules

NAMES = NameRules()
