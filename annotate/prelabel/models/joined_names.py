"""Cuts what a model takes for one name into the names that a hyphen or a dash joins.

"Vietnam-Cuba" and "ligne Dakar-Tambacounda" have two places, "FGTB-CSC-CGSLB" has three organizations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotate.core.folding import fold_case
from annotate.prelabel.knowledge.gazetteers import Gazetteer
from annotate.prelabel.languages.names import ModelSpanWords

_REACH = 24  # code points before a name in which a noun of connections is looked for
_DASH = re.compile(r"\s?[-–—]\s?")
_WORDS_BEFORE = re.compile(r"(?<!\w)\w+(?: \w+)? \Z")
_NOUN = re.compile(r"(?P<noun>[^\W\d_]+) (?=\w)")
_ACRONYM = re.compile(r"[A-Z]+")
_ACRONYMS = re.compile(r"[A-Z]{3,6}(?:-[A-Z]{3,6}){2,}|[A-Z]{4,6}-[A-Z]{4,6}")


class JoinedNames:
    """Finds the places in a span. ``words`` must be in the language of the text."""

    def __init__(self, names: Gazetteer, words: ModelSpanWords) -> None:
        self._names = names
        self._words = words

    def places(self, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The two places in ``text[start:end]`` (half-open code points); none if it is a single name."""
        name = text[start:end]
        if self._names.names.get(name) is not None:
            return
        cuts = [match.span() for match in _DASH.finditer(name)]
        for first, last in cuts:
            one, other = name[:first], name[last:]
            both = [self._names.names.get(one), self._names.names.get(other)]
            states = all(known is not None and known.kind in ("state", "capital") for known in both)
            if states or (len(cuts) == 1 and self._connects(text, start, one, other)):
                yield start, start + first
                yield start + last, end
                return

    def without_noun(self, text: str, start: int, end: int) -> int:
        """The start of a span without the noun of a connection: "ligne | Dakar-Tambacounda"."""
        match = _NOUN.match(text, start, end)
        return match.end() if match and fold_case(match["noun"]) in self._words.connections else start

    def _connects(self, text: str, start: int, one: str, other: str) -> bool:
        """Whether two names are the ends of a connection, which the words before tell."""
        before = _WORDS_BEFORE.search(text[max(start - _REACH, 0) : start])
        if before is None or self._words.connections.isdisjoint(fold_case(before[0]).split()):
            return False
        return all(part[:1].isupper() and part[-1:].islower() for part in (one, other))


def joined_acronyms(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The organizations of a joint front, "FGTB-CSC-CGSLB"; none for another name."""
    if _ACRONYMS.fullmatch(text, start, end) is None:
        return []
    return [match.span() for match in _ACRONYM.finditer(text, start, end)]
