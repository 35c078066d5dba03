"""Finds predictions by article in a file of any order. Keeps an index of lines in memory, no records."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotate.core import jsonl
from annotate.core.article import Article
from annotate.core.errors import InputError
from annotate.core.record import GoldRecord, Record
from annotate.core.text import digest, refused_character


@dataclass(frozen=True)
class _Line:
    number: int
    offset: int  # bytes


@dataclass
class Predictions:
    """A file of records (suggestions, annotations or gold), one record per version of an article's text."""

    name: str  # the path as the user wrote it
    file: Path
    lines: dict[str, dict[str | None, _Line]] = field(default_factory=dict)  # article id -> digest -> line

    def knows(self, article_id: str) -> bool:
        """Whether there is a prediction for this article id, for any version of the text."""
        return article_id in self.lines

    def authors(self) -> list[str]:
        """The authors (of suggestions: the versions), in the order of their first lines."""
        found: dict[str, None] = {}
        for _, _, data in jsonl.read_places(self.file):
            annotation = data.get("annotation")
            author = annotation.get("author") if isinstance(annotation, dict) else None
            if isinstance(author, str):
                found.setdefault(author)
        return list(found)

    def of(self, gold: Record | GoldRecord) -> Record | GoldRecord | None:
        """The prediction for the same version of the text as ``gold``; None if there is no such prediction.

        If one side has no digest, the id decides. Raises `InputError` with file and line if the record is not
        valid.
        """
        lines = self.lines.get(gold.article.id, {})
        wanted = text_digest(gold)
        line = lines.get(wanted) or lines.get(None)
        if line is None and wanted is None and len(lines) == 1:
            line = next(iter(lines.values()))
        if line is None:
            return None
        return _parse(
            jsonl.read_line_at(self.file, line.number, line.offset), f"{self.name}, line {line.number}"
        )


@contextmanager
def open_predictions(path: Path) -> Iterator[Predictions]:
    """Opens the predictions of a ``.jsonl``, a ``.jsonl.gz``, a pipe or ``-``.

    Raises `InputError` for bad lines, and if there are two predictions for the same text of an article.
    """
    with jsonl.rereadable(path) as readable, _unpacked(readable) as file:
        predictions = Predictions(str(path), file)
        for number, offset, data in jsonl.read_places(file):
            article_id, its_digest = _identity(data, f"{path}, line {number}")
            lines = predictions.lines.setdefault(article_id, {})
            if its_digest in lines:
                raise InputError(
                    f"is a second prediction for article {article_id!r}; "
                    f"the first is in line {lines[its_digest].number}.",
                    where=f"{path}, line {number}",
                    remedy="Keep one record for each article, for instance those of one author.",
                )
            lines[its_digest] = _Line(number, offset)
        yield predictions


def text_digest(record: Record | GoldRecord) -> str | None:
    """The digest of the text that a record is about; None if the record has no digest."""
    article = record.article
    return article.digest if isinstance(article, Article) else record.annotation.digest


def _identity(data: dict[str, Any], where: str) -> tuple[str, str | None]:
    """The article's id and digest, without validating the rest of the record."""
    article, annotation = data.get("article"), data.get("annotation")
    if isinstance(article, dict) and isinstance(annotation, dict) and isinstance(article.get("id"), str):
        text = article.get("text")
        if isinstance(text, str) and not refused_character(text):
            return article["id"], digest(text)
        if text is None and isinstance(given := annotation.get("digest"), str | None):
            return article["id"], given
    record = _parse(data, where)  # raises an error that says what is wrong
    return record.article.id, text_digest(record)


def _parse(data: dict[str, Any], where: str) -> Record | GoldRecord:
    article = data.get("article")
    without_text = isinstance(article, dict) and article.get("text") is None
    return (
        jsonl.parse(GoldRecord, data, where=where) if without_text else jsonl.parse(Record, data, where=where)
    )


@contextmanager
def _unpacked(path: Path) -> Iterator[Path]:
    """A file that allows seeking: ``path`` itself, or its content if it is compressed."""
    if path.suffix != ".gz":
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="annotate-input-") as folder:
        copy = Path(folder) / path.stem
        with jsonl.opened(path) as source, copy.open("wb") as target:
            try:
                shutil.copyfileobj(source, target)
            except jsonl.DAMAGE as error:
                raise jsonl.damaged(path, 0, error) from error
        yield copy
