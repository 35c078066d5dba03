"""Reads CoNLL as spans in code points of the given texts: the inverse of the CoNLL export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from annotate.core.annotation import Entity
from annotate.core.errors import InputError
from annotate.core.jsonl import DAMAGE, damaged, opened
from annotate.export.conll import ARTICLE, DOCUMENT

_REMEDY = "Give the texts that the file was made from."


def read_conll(path: Path, texts: Mapping[str, str]) -> Iterator[tuple[str, list[Entity]]]:
    """Yields the article id and the mentions of each document, as half-open code-point ranges of its text.

    ``texts`` maps article ids to texts. The ids of the mentions are e1, e2, … in reading order. The first
    column is the token, the last column is the tag. An I- tag that continues no mention begins a new mention.

    Raises `InputError` with file and line if a token does not come next in the text, if an article has no
    text, if a line has no tag, or if text is left over.
    """
    document: _Document | None = None
    for where, line in _lines(path):
        if line.startswith(DOCUMENT.split()[0]):
            if document is not None:
                yield document.finished(where)
            document = None
        elif document is None and line.startswith(ARTICLE):
            document = _Document(line.removeprefix(ARTICLE), texts, where)
        elif line.strip():
            if document is None:
                raise InputError(
                    "stands in no document.", where=where, remedy=f"A line {ARTICLE!r} comes first."
                )
            document.take(line, where)
    if document is not None:
        yield document.finished(str(path))


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    """Yields each line without its end, with the file and line for messages."""
    number = 0
    try:
        with opened(path) as file:
            for number, raw in enumerate(file, start=1):
                yield f"{path}, line {number}", raw.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise InputError(
            "is not UTF-8.", where=f"{path}, line {number}", remedy="Save the file as UTF-8."
        ) from error
    except DAMAGE as error:
        raise damaged(path, number, error) from error


class _Document:
    """Collects the lines of one document."""

    def __init__(self, article_id: str, texts: Mapping[str, str], where: str) -> None:
        if article_id not in texts:
            raise InputError(f"there is no text of article {article_id!r}.", where=where, remedy=_REMEDY)
        self.article_id = article_id
        self.text = texts[article_id]
        self.at = 0
        self.spans: list[tuple[int, int, str]] = []
        self.open = False

    def take(self, line: str, where: str) -> None:
        columns = line.split()
        prefix, _, label = columns[-1].partition("-")
        if len(columns) < 2 or ((prefix, label) != ("O", "") and (prefix not in ("B", "I") or not label)):
            raise InputError(
                f"has no tag: {line[:40]!r}.",
                where=where,
                remedy="A line is a token, a space and O, B-… or I-…",
            )
        token = columns[0]
        start = self._past_blanks()
        if not self.text.startswith(token, start):
            raise InputError(
                f"the token {token[:40]!r} does not come next in article {self.article_id}, "
                f"at code point {start}.",
                where=where,
                remedy=_REMEDY,
            )
        self.at = start + len(token)
        if prefix == "I" and self.open and self.spans[-1][2] == label:
            self.spans[-1] = (self.spans[-1][0], self.at, label)
        elif prefix != "O":
            self.spans.append((start, self.at, label))
        self.open = prefix != "O"

    def finished(self, where: str) -> tuple[str, list[Entity]]:
        if (left := self._past_blanks()) < len(self.text):
            raise InputError(
                f"article {self.article_id} goes on at code point {left}, but its tokens end there.",
                where=where,
                remedy=_REMEDY,
            )
        entities = [
            Entity(id=f"e{number}", start=start, end=end, label=label, text=self.text[start:end])
            for number, (start, end, label) in enumerate(self.spans, start=1)
        ]
        return self.article_id, entities

    def _past_blanks(self) -> int:
        at = self.at
        while at < len(self.text) and self.text[at].isspace():
            at += 1
        return at
