"""Reads CoNLL as spans in code points of the given texts: the inverse of the CoNLL export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path

from annotate.core.annotation import Entity
from annotate.core.errors import InputError
from annotate.core.jsonl import DAMAGE, damaged, opened
from annotate.export.conll import ids_file

_REMEDY = "Give the texts that the file was made from."
_BOUNDARY = "-DOCSTART-"
_ARTICLE = "# article = "  # the line that held the id of the article in earlier versions


def read_conll(path: Path, texts: Mapping[str, str]) -> Iterator[tuple[str, list[Entity]]]:
    """Yields the article id and the mentions of each document, as half-open code-point ranges of its text.

    ``texts`` maps article ids to texts. The ids of the articles are in the file ``.ids`` beside ``path``, or
    in lines ``# article = id`` as earlier versions wrote them; else they are the numbers of the documents,
    "1", "2", …. The ids of the mentions are e1, e2, … in reading order. The first column is the token, the
    last column is the tag, in BIO or BIOES. An I- or E- tag that continues no mention begins a new mention.

    Raises `InputError` with file and line if a token does not come next in the text, if an article has no
    text, if a line has no tag, if text is left over, or if the ids do not fit the documents.
    """
    ids = _ids(path)
    document: _Document | None = None
    begun = False  # a boundary came, but no token or id of its document yet
    for where, line in _lines(path):
        if line.startswith(_BOUNDARY):
            if document is not None:
                yield document.finished(where)
            document, begun = None, True
        elif document is None and line.startswith(_ARTICLE):
            document = _Document(line.removeprefix(_ARTICLE), texts, where)
        elif line.strip():
            if document is None:
                if not begun:
                    raise InputError(
                        "stands in no document.", where=where, remedy=f"A line {_BOUNDARY} comes first."
                    )
                if (article := next(ids, None)) is None:
                    raise InputError(
                        "begins a document whose id is missing.",
                        where=where,
                        remedy=f"{ids_file(path)} lists one id for each document; export both again.",
                    )
                document = _Document(article, texts, where)
            document.take(line, where)
    if document is not None:
        yield document.finished(str(path))
    if ids_file(path).is_file() and (left := next(ids, None)) is not None:
        raise InputError(
            f"ends before article {left!r}, which {ids_file(path).name} lists.",
            where=str(path),
            remedy="The file is truncated; export it again.",
        )


def _ids(path: Path) -> Iterator[str]:
    """The ids of the documents: those of the file beside ``path``, or 1, 2, …"""
    beside = ids_file(path)
    if not beside.is_file():
        return map(str, count(1))
    return (line for _, line in _lines(beside))


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
        if len(columns) < 2 or ((prefix, label) != ("O", "") and (prefix not in tuple("BIES") or not label)):
            raise InputError(
                f"has no tag: {line[:40]!r}.",
                where=where,
                remedy="A line is a token, a space and O, B-…, I-…, E-… or S-…",
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
        if prefix in ("I", "E") and self.open and self.spans[-1][2] == label:
            self.spans[-1] = (self.spans[-1][0], self.at, label)
        elif prefix != "O":
            self.spans.append((start, self.at, label))
        self.open = prefix in ("B", "I")

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
