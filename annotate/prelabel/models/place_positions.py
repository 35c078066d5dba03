"""Positions in a sentence that speak for a place: "à Tchadoua", "the mayor of Auki", "Pretoria and Osh"."""

from __future__ import annotations

from collections.abc import Container, Sequence

from annotate.core.folding import fold_accents
from annotate.prelabel.languages.names import ModelSpanWords
from annotate.prelabel.parsing.tree import Word


class PlacePositions:
    """Finds positions for places by the words before. ``words`` must be in the language of the text.

    ``nouns`` are further nouns, without accents, that take a place as their complement: "province".
    ``prepositions`` are further prepositions of place.
    """

    def __init__(
        self,
        words: ModelSpanWords,
        nouns: frozenset[str] = frozenset(),
        prepositions: frozenset[str] = frozenset(),
    ) -> None:
        self._words = words
        self._nouns = nouns
        self._prepositions = words.before_place | prepositions

    def holds(self, words: Sequence[Word], index: int, place_ends: Container[int]) -> bool:
        """Whether a name at ``words[index]`` is in such a position. ``place_ends`` has ends of known places.

        The ends are code points. After a known place and "and" or a comma, the next name may be a place too.
        """
        if index < 1:
            return False
        at = index - 1
        if words[at].key in self._prepositions:
            return True
        if words[at].key in self._words.of and at >= 1:
            at -= 1
        if self._is_noun(words[at].key):
            return True
        return at >= 1 and words[at].key in self._words.between_names and words[at - 1].end in place_ends

    def _is_noun(self, key: str) -> bool:
        return key in self._words.place_nouns or fold_accents(key) in self._nouns
