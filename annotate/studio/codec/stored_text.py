r"""The text of a task as Label Studio stores it, read with "\n" as line ends, and the positions in both.

Label Studio counts positions in the stored text, where "\r\n" is two code points.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

_STEP = re.compile(r"[^.\[\]]+")


class StoredText:
    r"""A stored text. ``text`` is the same with "\n" for every "\r\n" and for every other "\r"."""

    def __init__(self, stored: str) -> None:
        self.stored = stored
        self.text = stored.replace("\r\n", "\n").replace("\r", "\n") if "\r" in stored else stored

    @cached_property
    def _line_feeds(self) -> list[int]:
        r"""The positions of every "\n" after a "\r": reading drops one of the two."""
        return [found.start() + 1 for found in re.finditer("\r\n", self.stored)]

    def start(self, position: int) -> int:
        """The position in ``text`` of a start in the stored text."""
        return position - bisect_left(self._line_feeds, position + 1)

    def end(self, position: int) -> int:
        """The position in ``text`` of an end in the stored text."""
        return position - bisect_left(self._line_feeds, position)


def text_at(data: Mapping[str, Any], path: str) -> Any:
    """The value at a path of a task's data, such as ``body``, ``doc.body`` or ``parts[0].body``, or None."""
    if path in data:
        return data[path]
    found: Any = data
    for step in _steps(path):
        if isinstance(found, Mapping) and step in found:
            found = found[step]
        elif isinstance(found, list) and step.isdecimal() and int(step) < len(found):
            found = found[int(step)]
        else:
            return None
    return found


def put_at(data: dict[str, Any], path: str, text: str) -> None:
    """Puts ``text`` at a path of a task's data. A list on the path gets the text at all its indices."""
    steps = _steps(path) or [path]
    held: Any = text
    for index in range(len(steps) - 1, 0, -1):
        below = text_at(data, _joined(steps[:index]))
        if steps[index].isdecimal():
            held = [held] * (int(steps[index]) + 1)
        elif isinstance(below, dict):
            held = {**below, steps[index]: held}
        else:
            held = {steps[index]: held}
    data[steps[0]] = held


def _joined(steps: Sequence[str]) -> str:
    return ".".join(steps)


def _steps(path: str) -> list[str]:
    return _STEP.findall(path)
