"""Looks up gazetteer names at a position of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from unicodedata import combining

from annotate.core.folding import fold_accents

Kind = Literal["state", "capital", "place", "city", "organization"]
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Known:
    """The gazetteer entry of a name. ``ref`` is an ISO 3166 alpha-3 code, or an organization's key."""

    kind: Kind
    ref: str | None
    sector: str | None = None


class NameIndex:
    """An index of names without case and accents. If a name has several entries, the first entry is used."""

    def __init__(self, names: Iterable[tuple[str, Known]]) -> None:
        self._by_first: dict[str, list[tuple[str, Known]]] = {}
        seen: set[str] = set()
        for name, known in names:
            folded = fold_accents(name)
            if len(folded) < 2 or folded in seen:
                continue
            seen.add(folded)
            self._by_first.setdefault(_first(folded, 0), []).append((folded, known))
        for listed in self._by_first.values():
            listed.sort(key=lambda item: -len(item[0]))

    def at(self, folded: str, start: int) -> tuple[int, Known] | None:
        """Finds the longest name that starts at ``start`` of a folded text; returns its end and its entry."""
        listed = self._by_first.get(_first(folded, start))
        if listed is None:
            return None
        for name, known in listed:
            end = start + len(name)
            if folded.startswith(name, start):
                while combining(folded[end : end + 1] or " "):
                    end += 1  # the accent of the last letter, where it is a character of its own
                if not folded[end : end + 1].isalnum():
                    return end, known
        return None

    def get(self, name: str) -> Known | None:
        """The entry of exactly ``name``; None if there is no entry."""
        folded = fold_accents(name)
        found = self.at(folded, 0)
        return found[1] if found is not None and found[0] == len(folded) else None


def _first(folded: str, start: int) -> str:
    match = _WORD.match(folded, start)
    return match[0] if match is not None else folded[start : start + 1]
