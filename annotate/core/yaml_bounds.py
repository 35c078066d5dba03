"""Refuses YAML that is small on disk and huge in memory, before any of it is built.

Aliases upon aliases double the content with each line, and thousands of levels exhaust the stack.
"""

from __future__ import annotations

from dataclasses import dataclass

import yaml

MOST_BYTES = 16_000_000  # a gazetteer of 100,000 entries has 10,000,000; the largest of our own files 170,000
MOST_LEVELS = 100  # our own files have 8
MOST_VALUES = 2_000_000  # with the content of aliases counted each time; our own files have 20,000


def beyond_bounds(text: str) -> tuple[int, str] | None:
    """The line number and the reason why ``text`` is refused; None if it is within the bounds.

    Raises `yaml.YAMLError` if the text is not YAML.
    """
    counted = _Counter()
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if (reason := counted.take(event)) is not None:
            return event.start_mark.line + 1 if event.start_mark else 1, reason
    return None


@dataclass
class _Collection:
    """A list or mapping. ``values`` is the number of values before it and, once it is closed, in it."""

    anchor: str | None
    values: int
    levels: int = 0


class _Counter:
    """Counts levels and values. An alias counts as much as what it stands for."""

    def __init__(self) -> None:
        self._open: list[_Collection] = []
        self._values = 0
        self._anchored: dict[str, _Collection] = {}

    def take(self, event: yaml.Event) -> str | None:
        if isinstance(event, yaml.AliasEvent):
            if event.anchor in {collection.anchor for collection in self._open}:
                return f"the alias *{event.anchor} stands inside what it stands for"
            if (meant := self._anchored.get(str(event.anchor))) is not None:
                self._values += meant.values
                self._reach(meant.levels)
            else:
                self._values += 1
        elif isinstance(event, yaml.CollectionStartEvent):
            self._open.append(_Collection(event.anchor, self._values))
            self._values += 1
            self._reach(0)
        elif isinstance(event, yaml.CollectionEndEvent):
            closed = self._open.pop()
            closed.values = self._values - closed.values
            if closed.anchor is not None:
                self._anchored[closed.anchor] = closed
        elif isinstance(event, yaml.ScalarEvent):
            self._values += 1
        if self._open and self._open[0].levels > MOST_LEVELS:
            return f"it has more than {MOST_LEVELS} levels"
        if self._values > MOST_VALUES:
            return f"it has more than {MOST_VALUES:,} values, counting those of its aliases"
        return None

    def _reach(self, below: int) -> None:
        """Notes that ``below`` levels more lie inside the innermost open collection."""
        for level, collection in enumerate(reversed(self._open), start=1):
            if collection.levels >= level + below:
                break
            collection.levels = level + below
