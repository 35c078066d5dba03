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
        self._torn = False  # whether a mention may go on after a token without a tag
        self._begun: Data | None = None  # what is known of this mention
        self.mentions: list[Data] = []
        self.torn: list[Data] = []  # mentions of which a token has no tag

    def add_untagged(self, token: str) -> None:
        """Adds a token whose tag cannot be read. A mention before it that may go on is torn."""
        begun = self._begun if self._torn else None
        if self._open:
            begun = self.mentions.pop()
            self.torn.append(begun)
        self.add(token, "O")
        self._torn, self._begun = True, begun

    def add(self, token: str, tag: str) -> None:
        """Adds a token. A tag that continues no mention begins a new one (as CoNLL's evaluation has it)."""
        self._pieces += [self._joint, token]
        start = self._length + len(self._joint)
        end = self._length = start + len(token)
        self._joint = " "
        prefix, _, label = tag.partition("-")
        if not label:
            self._open = self._torn = False
            return
        if self._torn and prefix not in _BEGIN:
            if self._begun is not None and self._begun["label"] == label:
                self._begun["end"] = end
            else:
                number = len(self.mentions) + len(self.torn) + 1
                self._begun = {"id": f"e{number}", "start": start, "end": end, "label": label}
                self.torn.append(self._begun)
            self._torn = prefix not in _LAST
            return
        self._torn = False
        if prefix not in _BEGIN and self._open and self.mentions[-1]["label"] == label:
            self.mentions[-1]["end"] = end
        else:
            number = len(self.mentions) + len(self.torn) + 1
            self.mentions.append({"id": f"e{number}", "start": start, "end": end, "label": label})
        self._open = prefix not in _LAST

    def end_sentence(self) -> None:
        """Ends a sentence. No mention goes over its end: the next I- tag begins a new one."""
        if self._pieces:
            self._joint = "\n"
        self._open = self._torn = False

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self._pieces)
