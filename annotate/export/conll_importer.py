"""Imports CoNLL: a token per line with its tag in the last column; of our export, and of other programs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from annotate.core.errors import InputError
from annotate.core.jsonl import raw_lines
from annotate.export.conll import ids_file
from annotate.export.importing.base import ForeignDocument, ImportContext
from annotate.export.importing.paths import files_of, without_suffix
from annotate.export.importing.tags import TaggedText
from annotate.export.unread import Unread

_BOUNDARY = "-DOCSTART-"
_NAMED = re.compile(r"-DOCSTART- \((.+)\)\s*$")  # as AIDA names its documents
_NEW = re.compile(r"# (?:article =|newdoc id =|id) *(\S.*?)(?:\s+domain=\S+)?$")
_TAG = re.compile(r"O|[BIESLUM]-\S+")
_SUFFIXES = (".conll", ".conll.gz", ".txt", ".tsv", ".bio", ".iob", ".iob2")


class ConllImporter:
    """Reads CoNLL with the token in the first column and the tag (IOB, BIO, BIOES, BILOU) in the last.

    The text is the article's; without articles, it is the tokens with blanks between them. A document begins
    with ``-DOCSTART-``, or with ``# newdoc id = ID``. A file without either is one document, with the name
    of the file as its id; with the option ``documents=sentences``, each sentence is one. The ids of our own
    export are in the file ``.ids`` beside it.
    """

    name = "conll"

    def read(
        self, path: Path, context: ImportContext, *, documents: str = "boundaries"
    ) -> Iterator[ForeignDocument]:
        """Yields the documents of a file, or of each file of a folder. Raises `InputError`."""
        if documents not in ("boundaries", "sentences"):
            raise InputError(
                f"the option documents is {documents!r}.",
                where="--option documents",
                remedy="It is boundaries or sentences.",
            )
        for file in files_of(path, _SUFFIXES):
            yield from _File(file, context, documents == "sentences").read()


class _File:
    """Reads one file."""

    def __init__(self, path: Path, context: ImportContext, by_sentence: bool) -> None:
        self._path = path
        self._context = context
        self._by_sentence = by_sentence
        self._ids = _ids(path)
        self._named = self._ids is not None
        self._bounded = False
        self._number = 0
        self._next: str | None = None  # the id that the boundary names
        self._where = str(path)
        self._text: TaggedText | None = None
        self._untagged: list[Unread] = []  # lines of the document without a readable tag
        self._columns: set[int] = set()  # of the lines with a tag
        self._strange: str | None = None  # why the text that the tokens make is not known

    def read(self) -> Iterator[ForeignDocument]:
        for number, _, raw in _lines_with_blanks(self._path):
            where = f"{self._path}, line {number}"
            try:
                line = raw.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
            except UnicodeDecodeError:
                self._text = self._text or TaggedText()
                self._untagged.append(
                    Unread("", f"line {number}", raw.decode("utf-8", "replace").strip()[:200], "is not UTF-8")
                )
                self._text.add_untagged("\ufffd")
                self._strange = self._strange or f"line {number} is not UTF-8"
                continue
            if line.startswith(_BOUNDARY):
                yield from self._finished()
                self._bounded = True
                found = _NAMED.match(line)
                self._next, self._where = (found[1] if found else None), where
            elif line.startswith("# ") and not _TAG.fullmatch(line.split()[-1]):
                if found := _NEW.match(line):
                    yield from self._finished()
                    self._bounded = True
                    self._next, self._where = found[1], where
            elif line.strip():
                self._token(line, number)
            elif self._text is not None:
                self._text.end_sentence()
                if self._by_sentence:
                    yield from self._finished()
        yield from self._finished()
        if self._ids is not None and (left := list(self._ids)):
            self._context.bad(
                str(ids_file(self._path)),
                f"lists {len(left)} more articles than the file has, first {left[0]!r}",
            )

    def _token(self, line: str, number: int) -> None:
        if self._text is None:
            self._text = TaggedText()
            if not self._bounded or self._by_sentence:
                self._where = f"{self._path}, line {number}"
        columns = line.split("\t") if "\t" in line else line.split()
        tag = columns[-1].strip()
        if len(columns) < 2 or not _TAG.fullmatch(tag):
            self._no_tag(line, number, columns)
            return
        self._columns.add(len(columns))
        self._text.add(columns[0].strip(), tag)

    def _no_tag(self, line: str, number: int, columns: list[str]) -> None:
        """Keeps the token of a line without a tag, so that the others can be placed."""
        assert self._text is not None
        self._untagged.append(
            Unread("", f"line {number}", line.strip()[:200], "has no tag; a tag is O, B-…, I-…, E-… or S-…")
        )
        self._text.add_untagged(columns[0].strip())
        if len(columns) > 1 and len(columns) not in self._columns:
            self._strange = self._strange or f"line {number} has no tag: {line[:40]!r}"

    def _finished(self) -> Iterator[ForeignDocument]:
        text, untagged, named = self._text, self._untagged, self._next
        columns, strange = self._columns, self._strange
        self._text, self._untagged, self._next, self._columns, self._strange = None, [], None, set(), None
        if text is None:
            return
        self._number += 1
        if self._ids is not None:
            if (listed := next(self._ids, None)) is None:
                self._context.notice(
                    f"{ids_file(self._path)} lists fewer ids than {self._path.name} has documents; the ids of"
                    " the others are made from the name of the file, or found by the text."
                )
            named = listed if listed is not None else named
        document = ForeignDocument(self._where, text.text, self._id(named), from_tokens=True)
        for one in untagged:
            self._context.report(replace(one, article=document.name))
        for torn in text.torn:
            words = text.text[torn["start"] : torn["end"]]
            why = "one of its tokens has no tag that can be read"
            self._context.report(Unread(document.name, str(torn["label"]), words, why))
        document.mentions = text.mentions
        if untagged and not columns:
            first = untagged[0]
            self._context.refuse(document, f"{first.region} {first.why}: {first.words[:40]!r}")
        elif strange is not None and not self._context.articles:
            self._context.refuse(document, f"{strange}, so its text is not known")
        else:
            yield document

    def _id(self, named: str | None) -> str | None:
        if named is not None:
            return named
        stem = without_suffix(self._path)
        if self._bounded or self._by_sentence:
            return None if self._context.articles else f"{stem}-{self._number}"
        return stem


def _ids(path: Path) -> Iterator[str] | None:
    beside = ids_file(path)
    if not beside.is_file():
        return None
    return (line.decode("utf-8", "replace").rstrip("\r\n") for _, _, line in raw_lines(beside))


def _lines_with_blanks(path: Path) -> Iterator[tuple[int, int, bytes]]:
    """Like `raw_lines`, with an empty line wherever the file has blank lines."""
    last = 0
    for number, offset, line in raw_lines(path):
        if number > last + 1:
            yield number - 1, offset, b""
        yield number, offset, line
        last = number
