"""Reads standard input: JSON Lines, or one text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from annotate.core.article import Article
from annotate.corpus.decoding import MAX_TEXT_BYTES, ByteStream, without_bom
from annotate.corpus.json_lines import read_json_lines
from annotate.corpus.report import Notice, Origin, Refusal
from annotate.corpus.text_files import read_text

NAME = "standard input"
TEXT_ID = "stdin"
_BLANK_LINES = 1000  # skipped at most to find the first character


def read_standard_input(
    stream: ByteStream, language: str | None, given: Mapping[str, str]
) -> Iterator[tuple[Article, Origin] | Notice | Refusal]:
    """Reads JSON Lines if the first non-blank character is ``{``, else one text with the id ``stdin``.

    ``given`` maps fields to the keys of JSON Lines.
    """
    lines: list[bytes] = []
    while len(lines) <= _BLANK_LINES:
        line = stream.readline(MAX_TEXT_BYTES + 1)
        lines.append(line)
        if not line or without_bom(line)[0].strip():
            break
    begun = b"".join(lines)
    whole = _Begun(begun, stream)
    if without_bom(begun)[0].lstrip().startswith(b"{"):
        yield from read_json_lines(whole, NAME, language, given)
    else:
        yield from read_text(whole, NAME, TEXT_ID, language)


class _Begun:
    """Wraps a stream whose first bytes were read already; reading starts with these bytes again."""

    def __init__(self, begun: bytes, stream: ByteStream) -> None:
        self._begun = begun
        self._stream = stream

    def read(self, size: int, /) -> bytes:
        begun, self._begun = self._begun[:size], self._begun[size:]
        return begun + self._stream.read(size - len(begun))

    def readline(self, size: int, /) -> bytes:
        if not self._begun:
            return self._stream.readline(size)
        end = self._begun.find(b"\n") + 1 or len(self._begun)
        line, self._begun = self._begun[: min(end, size)], self._begun[min(end, size) :]
        return line
