"""The articles that gold is aligned to: kept in a temporary file, found by id, by text, or by a like text."""

from __future__ import annotations

import hashlib
import heapq
import json
import tempfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from annotate.core.article import Article
from annotate.core.text import digest
from annotate.export.importing.base import ForeignDocument
from annotate.export.importing.folding import folded_text

_PART = 24  # folded characters of a part whose hash is compared
_HASHES = 32  # of the parts of a text: the smallest
_FEWEST = 6  # hashes that two like texts have in common
_SEVERAL = -1


class GivenArticles:
    """Articles by id and by text. Memory holds their places and digests, a temporary file their texts."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile("w+b", prefix="annotate-articles-")  # noqa: SIM115
        self._ids: dict[str, int] = {}
        self._digests: dict[str, int] = {}
        self._folded: dict[bytes, int] = {}
        self._parts: dict[int, list[int]] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, article: Article) -> None:
        """Adds an article, whose id no other one may have."""
        place = self._file.seek(0, 2)
        self._file.write(article.to_json().encode() + b"\n")
        self._ids[article.id] = place
        for places, key in ((self._digests, article.digest), (self._folded, _key(article.text))):
            places[key] = _SEVERAL if key in places else place  # type: ignore[index]

    def find(self, document: ForeignDocument) -> Article | None:
        """The article of a document: by its id, its digest, its text, or the text that is most like it.

        White space and the forms of quotes and dashes count for nothing. None if there is none, or if several
        articles have the text.
        """
        if document.id is not None and document.id in self._ids:
            return self._at(self._ids[document.id])
        known = document.digest if document.text is None else digest_of(document.text)
        place = self._digests.get(known or "")
        if place is None and document.text is not None:
            place = self._folded.get(_key(document.text))
            if place is None:
                place = self._like(document.text)
        return None if place is None or place == _SEVERAL else self._at(place)

    def _at(self, place: int) -> Article:
        self._file.seek(place)
        return Article.model_validate(json.loads(self._file.readline()))

    def _like(self, text: str) -> int | None:
        if self._parts is None:
            self._parts = defaultdict(list)
            for place in self._ids.values():
                for part in _hashes(self._at(place).text):
                    self._parts[part].append(place)
        shared = Counter(place for part in _hashes(text) for place in self._parts.get(part, ()))
        best = shared.most_common(2)
        if not best or best[0][1] < _FEWEST or (len(best) > 1 and best[0][1] == best[1][1]):
            return None
        return best[0][0]


def digest_of(text: str) -> str:
    """The digest of a text, which may hold characters that no article may have."""
    return digest(text.encode("utf-8", "replace").decode())


def _key(text: str) -> bytes:
    return hashlib.blake2b(folded_text(text).encode("utf-8", "replace"), digest_size=16).digest()


def _hashes(text: str) -> list[int]:
    """The smallest hashes of all parts of a text: two texts have as many in common as parts (Broder 1997)."""
    return heapq.nsmallest(_HASHES, set(_part_hashes(folded_text(text).encode("utf-8", "replace"))))


def _part_hashes(folded: bytes) -> Iterator[int]:
    for start in range(max(len(folded) - _PART, 0) + 1):
        yield zlib.crc32(folded[start : start + _PART])
