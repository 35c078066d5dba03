"""Finds French functions: "vice-ministre permanent des Affaires étrangères du Vietnam".

Parsers attach such chains poorly, so the rules look at words and parts of speech, from left to right. A
complement ends where a person's name begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from annotate.prelabel.languages.fr.function_heads import Heads
from annotate.prelabel.languages.function_nouns import FunctionNouns
from annotate.prelabel.languages.names import KnownName
from annotate.prelabel.parsing.tree import Word


def french_functions(
    words: list[Word], functions: FunctionNouns, names: Sequence[KnownName], known: Mapping[str, int]
) -> Iterator[tuple[int, int]]:
    """The functions in a text as word ranges, in order and without overlap."""
    people_end = frozenset(name.end for name in names if name.kind == "person")
    return _FunctionFinder(
        words, functions, {name.start: name for name in names}, people_end, known
    ).mentions()


class _FunctionFinder(Heads):
    """Finds the functions in one text."""

    def mentions(self) -> Iterator[tuple[int, int]]:
        """The functions as word ranges, in order and without overlap."""
        position = 0
        while position < len(self.words):
            end = self._whole(position) or self._derived(position)
            if end is None:
                position += 1
                continue
            yield position, end
            position = end

    def _whole(self, position: int) -> int | None:
        """The end of the mention that begins at ``position``; None if no mention begins there."""
        found = self._function(position)
        if found is None:
            return None
        end = self._complements(*found)
        while (again := self._joined(end)) is not None:
            end = self._complements(*again)
        return self._whole_names(position, end)

    def _joined(self, end: int) -> tuple[int, bool] | None:
        """A second function without an article of its own: "secrétaire général … et président …"."""
        if end < len(self.words) and self.words[end].text == "et":
            return self._function(end + 1) if end + 1 < len(self.words) else None
        return None
