"""A file per article: file names from article ids, and the list of files beside them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from annotate.core.errors import InputError
from annotate.core.files import write_errors
from annotate.core.jsonl import read_lines
from annotate.core.record import GoldRecord

INDEX = "articles.jsonl"
_PLAIN = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_OTHER = re.compile(r"[^a-z0-9]+")
_LONGEST = 80  # characters of a name
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))]
)


def file_stem(article_id: str) -> str:
    """A file name without suffix, the same for an id everywhere, for any file system.

    An id of lower-case letters, digits and single "-" or "_" is its own name. Another id gets two "_" and
    twelve digits of its SHA-256, so ids that differ by case alone have different names. The id itself is in
    the list of files.
    """
    if _PLAIN.fullmatch(article_id) and len(article_id) <= _LONGEST and article_id not in _DEVICES:
        return article_id
    readable = _OTHER.sub("-", article_id.lower()).strip("-")[: _LONGEST - 14].rstrip("-") or "article"
    return f"{readable}__{hashlib.sha256(article_id.encode()).hexdigest()[:12]}"


def without_text_and_regions(record: GoldRecord) -> dict[str, dict[str, Any]]:
    """What files of text and regions do not hold, as a line of the list has it.

    "article" has the fields of the article, "annotation" those of the annotation, "record" all others.
    """
    data = record.to_dict()
    article, annotation = data.pop("article"), data.pop("annotation")
    del article["text"]
    for regions in ("entities", "events"):
        annotation.pop(regions, None)
    return {"article": article, "annotation": annotation, "record": data}


class ArticleFiles:
    """Writes files of articles into a new folder, and ``articles.jsonl`` with a line per article."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._index: IO[str] | None = None

    def __enter__(self) -> Self:
        with write_errors(self.folder):
            self._index = (self.folder / INDEX).open("w", encoding="utf-8", newline="\n")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        if self._index is not None:
            with write_errors(self.folder):
                self._index.close()

    def list(self, entry: dict[str, Any]) -> None:
        """Adds a line to the list of files."""
        assert self._index is not None
        with write_errors(self.folder):
            self._index.write(json.dumps(entry, ensure_ascii=False) + "\n")

    def write(self, article_id: str, suffix: str, content: str) -> str:
        """Writes one file of an article, and returns its name. Raises `InputError` for a second article
        with the same id."""
        path = self.folder / f"{file_stem(article_id)}{suffix}"
        with write_errors(path):
            try:
                file = path.open("x", encoding="utf-8", newline="")
            except FileExistsError as error:
                raise InputError(
                    "comes twice; each article has one file.",
                    where=f"article {article_id}",
                    remedy="Keep one record per article.",
                ) from error
            with file:
                file.write(content)
        return path.name


def listed_files(folder: Path) -> Iterator[dict[str, Any]]:
    """The lines of ``articles.jsonl``; nothing if there is no such file. Raises `InputError`."""
    if not (folder / INDEX).is_file():
        return
    for number, entry in read_lines(folder / INDEX):
        name = entry.get("file")
        if not isinstance(name, str) or not name or "/" in name or "\\" in name or name.startswith("."):
            raise InputError(
                f"names no file of this folder: {name!r:.60}.",
                where=f"{folder / INDEX}, line {number}",
                remedy="Export the articles again.",
            )
        yield entry


@contextmanager
def no_system_error(path: Path) -> Iterator[None]:
    """Turns an error of reading ``path`` into an `InputError` that names it."""
    try:
        yield
    except (OSError, UnicodeDecodeError) as error:
        what = (
            "is not UTF-8" if isinstance(error, UnicodeDecodeError) else f"cannot be read: {error.strerror}"
        )
        raise InputError(f"{what}.", where=str(path), remedy="Export the articles again.") from error
