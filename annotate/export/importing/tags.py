"""Tokens and their tags as a text with mentions. The tags may be IOB, BIO, BIOES or BILOU."""

from __future__ import annotations

from annotate.export.importing.base import Data

_BEGIN = frozenset("BSU")  # begins a mention, whatever stands before it
_LAST = frozenset("SUEL")


class TaggedText:
    """Collects tokens. The text has a blank between two of them, and a line break between sentences."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._joint = ""
        self._open = False
        self.mentions: list[Data] = []

    def add(self, token: str, tag: str) -> None:
        """Adds a token. A tag that continues no mention begins a new one (as CoNLL's evaluation has it)."""
        self._pieces += [self._joint, token]
        start = self._length + len(self._joint)
        end = self._length = start + len(token)
        self._joint = " "
        prefix, _, label = tag.partition("-")
        if not label:
            self._open = False
            return
        if prefix not in _BEGIN and self._open and self.mentions[-1]["label"] == label:
            self.mentions[-1]["end"] = end
        else:
            number = len(self.mentions) + 1
            self.mentions.append({"id": f"e{number}", "start": start, "end": end, "label": label})
        self._open = prefix not in _LAST

    def end_sentence(self) -> None:
        """Ends a sentence. No mention goes over its end: the next I- tag begins a new one."""
        if self._pieces:
            self._joint = "\n"
        self._open = False

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self._pieces)
