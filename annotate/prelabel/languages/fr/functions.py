"""Finds French functions: "vice-ministre permanent des Affaires étrangères du Vietnam".

Parsers attach such chains poorly, so the rules look at words and parts of speech, from left to right. A
complement ends where a person's name begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from annotate.prelabel.languages.fr.function_heads import INDEFINITE, Heads
from annotate.prelabel.languages.fr.function_phrases import is_plural
from annotate.prelabel.languages.fr.small_words import ARTICLES
from annotate.prelabel.languages.function_nouns import FunctionNouns
from annotate.prelabel.languages.names import KnownName
from annotate.prelabel.parsing.tree import Word

# Words before a function of one person. "Le ministre d'État, ministre des Mines" is one person.
_BEFORE = ARTICLES | {"du", "au", "son", "sa", "leur", "notre", "votre"}


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
        position = done = 0
        while position < len(self.words):
            listed = done > 0 and done == position - 1 and self.words[done].text == ","
            end = self._whole(position, listed=listed) or self._derived(position)
            if end is None:
                position += 1
                continue
            yield position, end
            position = done = end

    def _whole(self, position: int, *, listed: bool) -> int | None:
        """The end of the mention that begins at ``position``; None if no mention begins there.

        ``listed`` says that a function and a comma are right before: "le préfet, | maire et recteur".
        """
        found = self._function(position)
        if found is None:
            return None
        end = self._complements(*found)
        if self._is_vague(position, found[0], end):
            return None
        plural = is_plural(self._head(found[0]))
        end = self._apposed(position, end, plural=plural)
        while (again := self._joined(end)) is not None:
            other = self._complements(*again)
            both = plural and is_plural(self._head(again[0]))  # "gouverneurs | et préfets"
            if (both or listed) and not self._is_person(other):
                break
            end = other
        return self._located(position, self._whole_names(position, end))

    def _is_vague(self, position: int, noun_end: int, end: int) -> bool:
        """Whether a noun tells an occupation only: "un négociateur patient"."""
        before, noun = self.words[position].previous, self.words[position]
        return (
            before is not None
            and before.key in INDEFINITE
            and noun_end == position + 1
            and noun.key in self.functions.singular_only
            and end == self._adjectives(noun_end, len(self.words))
            and not self._is_person(end)
        )

    def _apposed(self, position: int, end: int, *, plural: bool) -> int:
        """The end of further functions of the same person: "ministre d'État, | ministre des Mines".

        Functions of several people have an article each, or stand in a list that ends with "et".
        """
        before, last = self.words[position].previous, end
        if plural or (before is not None and before.key not in _BEFORE and not self._is_apposed(position)):
            return end
        while (
            last + 1 < len(self.words)
            and self.words[last].text == ","
            and (again := self._function(last + 1)) is not None
            and not is_plural(self._head(again[0]))
        ):
            last = self._complements(*again)
        if last == end or last >= len(self.words):
            return last
        while (again := self._joined(last)) is not None:
            last = self._complements(*again)
            if not self._is_named(last):
                return end
        after = self.words[last].text
        closed = before is not None and (after in (".", ")") or after == ",")
        return last if closed or self._is_named(last) else end

    def _joined(self, end: int) -> tuple[int, bool] | None:
        """A second function without an article of its own: "secrétaire général … et président …"."""
        if end < len(self.words) and self.words[end].text == "et":
            return self._function(end + 1) if end + 1 < len(self.words) else None
        return None
