"""Which article ids a person cannot tell apart on a screen, and which look damaged."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator

from annotate.core.article import Article
from annotate.corpus.report import Notice, Origin, Refusal

_SHORTENED = re.compile(r"\d[.,]\d+E\+\d+", re.ASCII)  # as a spreadsheet shows a long number
_FIELDS = ("title", "published", "language", "source", "url", "meta")
_OF_THE_FILE = ("bom_dropped", "line_ends")  # what reading notes about a file, not about its article
_DIGEST = 4
_BLANKS = re.compile(r"\s+")


class KnownIds:
    """The ids, digests and places of the articles read so far."""

    def __init__(self) -> None:
        self._places: dict[str, tuple[bytes, bytes, Origin]] = {}  # by folded id
        self._spelt: dict[str, str] = {}  # folded id -> id, where they differ
        self._any_case: dict[str, str] = {}  # folded id without case -> folded id, where they differ

    def already_there(self, article: Article, place: Origin) -> Refusal | Notice | None:
        """Says why an article is not read: an earlier one has its id. None if the article is new.

        The same text gives a notice, another text a refusal. Ids that differ only in Unicode form, blanks or
        invisible characters count as one.
        """
        folded = _folded(article.id)
        digest = hashlib.sha256(article.text.encode("utf-8")).digest()
        fields = _fields_digest(article)
        before_text, before_fields, before = self._places.setdefault(folded, (digest, fields, place))
        if before is place:
            if folded != article.id:
                self._spelt[folded] = article.id
            return None
        first = self._spelt.get(folded, folded)
        if before_text == digest:
            spelt = (
                ""
                if first == article.id
                else f" (there as {_visible(first)}, here as {_visible(article.id)})"
            )
            what = f"is the same article as in {before}{spelt}; read once."
            if other := _different(before_fields, fields):
                what += (
                    f" Its {' and '.join(other)} differ{'s' if len(other) == 1 else ''}: the first was kept."
                )
            return Notice(str(place), what, article.id)
        what = f"the id {article.id!r} is used for another text in {before}."
        if first != article.id:
            what = (
                f"the id {_visible(article.id)} differs from the id {_visible(first)} in {before} only in"
                " blanks, Unicode form or invisible characters, and the texts differ."
            )
        return Refusal(
            str(place),
            what,
            _own_id(place),
            article.id,
        )

    def oddities(self, article: Article, place: Origin) -> Iterator[Notice]:
        """Yields what is odd about the id of a new article."""
        odd = article.id
        if hidden := [char for char in odd if unicodedata.category(char) == "Cf"]:
            code = f"U+{ord(hidden[0]):04X}"
            yield Notice(str(place), f"the id {_visible(odd)} holds an invisible character ({code}).", odd)
        elif odd != odd.strip():
            yield Notice(str(place), f"the id {_visible(odd)} begins or ends with a blank.", odd)
        if _SHORTENED.fullmatch(odd):
            yield Notice(
                str(place), f"the id {odd!r} looks like a long number that a spreadsheet shortened.", odd
            )
        folded = _folded(odd)
        lower = folded.casefold()
        other = lower if lower != folded and lower in self._places else self._any_case.get(lower, folded)
        if lower != folded:
            self._any_case.setdefault(lower, folded)
        if other != folded:
            first = self._spelt.get(other, other)
            yield Notice(
                str(place),
                f"the id {_visible(odd)} differs only in case from {_visible(first)} in"
                f" {self._places[other][-1]}; some file systems do not tell them apart.",
                odd,
            )


def _own_id(place: Origin) -> str:
    """What to do about the id of an article that another article has."""
    if place.row is not None:
        return (
            f"Give it an id of its own: change the cell in the column {place.id_name!r} of row {place.row}."
        )
    if place.line is not None:
        return f"Give it an id of its own: change the key {place.id_name or 'id'!r} in line {place.line}."
    return "Give each article its own id: rename the file, or use .jsonl with ids."


def _fields_digest(article: Article) -> bytes:
    """A short digest of each field beside id and text, in the order of `_FIELDS`."""
    values = article.model_dump(mode="json", exclude={"id", "text"})
    meta = {
        name: value for name, value in (values.pop("meta", None) or {}).items() if name not in _OF_THE_FILE
    }
    known = {name: values.pop(name, None) for name in _FIELDS[:-1]}
    return b"".join(
        hashlib.blake2b(json.dumps(value, sort_keys=True, default=str).encode(), digest_size=_DIGEST).digest()
        for value in (*known.values(), [meta, values])
    )


def _different(first: bytes, second: bytes) -> list[str]:
    return [
        name
        for number, name in enumerate(_FIELDS)
        if first[number * _DIGEST : (number + 1) * _DIGEST]
        != second[number * _DIGEST : (number + 1) * _DIGEST]
    ]


def _folded(article_id: str) -> str:
    """The id in NFC, without invisible characters and blanks at its ends; runs of blanks are one blank."""
    if article_id.isascii():
        plain = article_id
    else:
        composed = unicodedata.normalize("NFC", article_id)
        plain = "".join(char for char in composed if unicodedata.category(char) != "Cf")
    return _BLANKS.sub(" ", plain).strip() or article_id


def _visible(article_id: str) -> str:
    """The id in quotes, with every character written out that a screen may not show."""
    return ascii(article_id)
