"""Imports doccano's JSON Lines and JSON, as its versions 1.0 to 1.8 write them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args

from annotate.core.errors import ConfigError
from annotate.export.importing.base import Data, ForeignDocument, ImportContext, Relation
from annotate.export.importing.json_objects import JsonObject, as_list, json_objects
from annotate.export.unread import Unread

Offsets = Literal["code-points", "utf-16"]
_EVERYBODY = ("all", "unknown")  # the files of a project whose annotators are not told apart
_OURS = frozenset(
    {
        *("id", "text", "data", "label", "labels", "entities", "relations", "annotations", "cats", "meta"),
        *("Comments", "comments", "annotation_approver", "annotation_approver_name"),
    }
)
_NOBODY = ""


class DoccanoImporter:
    """Reads what doccano exports: a file, or the zip with a file per annotator, whose name is the author.

    Known are ``label`` and ``labels`` with ``[start, end, label]`` (sequence labelling) or with strings (text
    classification), ``data`` for ``text``, ``entities`` and ``relations`` (since 1.5), ``cats`` (intent
    detection), and ``annotations`` with offsets and users (1.0; its labels may be numbers).

    doccano before 1.6 counted UTF-16 code units in the browser; the option ``offsets=utf-16`` reads these.
    Sources: https://doccano.github.io/doccano/ and the exporters of the versions (Apache and MIT licences).
    """

    name = "doccano"

    def read(
        self, path: Path, context: ImportContext, *, offsets: str = "code-points"
    ) -> Iterator[ForeignDocument]:
        """Yields a document for each text and annotator. Raises `InputError`."""
        if offsets not in get_args(Offsets):
            raise ConfigError(
                f"the option offsets is {offsets!r}.", remedy=f"It is {' or '.join(get_args(Offsets))}."
            )
        for item in json_objects(path, context.bad):
            text = item.data.get("text", item.data.get("data"))
            if not isinstance(text, str) or not text.strip():
                context.bad(item.where, "has neither 'text' nor 'data' with words")
                continue
            for document in _Example(item, text, context).documents():
                if offsets == "utf-16":
                    _recount(document, text)
                elif _may_count_utf_16(document, text):
                    context.notice(
                        "Some mentions begin or end inside a word of a text with emoji or other characters"
                        " beyond U+FFFF. doccano before 1.6 counted UTF-16: see --option offsets=utf-16."
                    )
                yield document


class _Example:
    """Reads one object."""

    def __init__(self, item: JsonObject, text: str, context: ImportContext) -> None:
        self._item = item
        self._data = item.data
        self._text = text
        self._context = context
        self._mentions: defaultdict[str, list[Data]] = defaultdict(list)  # by user
        self._types: defaultdict[str, list[str]] = defaultdict(list)

    def documents(self) -> Iterator[ForeignDocument]:
        self._mentions[_NOBODY] = []
        for key in ("label", "labels", "entities", "annotations", "cats"):
            for number, one in enumerate(as_list(self._data.get(key))):
                self._take(one, f"{key} {number + 1}")
        relations = [self._relation(one) for one in as_list(self._data.get("relations"))]
        users = {*self._mentions, *self._types}
        if len(users) > 1 and not (self._mentions[_NOBODY] or self._types[_NOBODY]):
            users.discard(_NOBODY)
        for user in sorted(users):
            document = ForeignDocument(self._item.where, self._text, self._id())
            document.article = self._fields()
            author = user or (None if self._item.stem in _EVERYBODY else self._item.stem)
            if author:
                document.annotation["author"] = author
            document.mentions = self._mentions[user]
            document.types = self._types[user]
            document.relations = [one for one in relations if one is not None]
            relations = []
            document.set_aside = self._comments()
            self._data.pop("Comments", None)
            yield document

    def _take(self, one: Any, place: str) -> None:
        user, start, end, label, key = _NOBODY, None, None, one, f"s-{place.replace(' ', '-')}"
        if isinstance(one, list | tuple) and len(one) == 3:
            start, end, label = one
        elif isinstance(one, dict):
            start, end = one.get("start_offset"), one.get("end_offset")
            label = one.get("label_name", one.get("label", one.get("text")))
            user = str(one.get("user_name") or one.get("user") or _NOBODY)
            key = str(one.get("id", key))
        if isinstance(label, bool) or not isinstance(label, str | int):
            self._unread(place, str(one)[:100], "is no label of doccano's")
        elif start is None and end is None:
            self._types[user].append(str(label))
        else:
            words = self._text[start:end] if type(start) is int and type(end) is int else ""
            known = {"id": key, "start": start, "end": end, "label": str(label), "text": words}
            self._mentions[user].append(known)

    def _relation(self, one: Any) -> Relation | None:
        if isinstance(one, dict) and {"from_id", "to_id"} <= one.keys():
            return Relation(str(one.get("type", "")), str(one["from_id"]), str(one["to_id"]))
        self._unread("relations", str(one)[:100], "is no relation of doccano's")
        return None

    def _comments(self) -> list[Unread]:
        found = []
        for key in ("Comments", "comments"):
            for one in as_list(self._data.get(key)):
                said = one.get("comment", one.get("text", one)) if isinstance(one, dict) else one
                found.append(
                    Unread(self._id() or "", "comment", str(said), "comments, which no annotation has")
                )
        return found

    def _fields(self) -> Data:
        meta = self._data.get("meta")
        more = {key: value for key, value in self._data.items() if key not in _OURS}
        meta = {**(meta if isinstance(meta, dict) else {}), **more}
        return {"meta": meta} if meta else {}

    def _id(self) -> str | None:
        """doccano's number of the text: the same in the files of all annotators."""
        given = self._data.get("id")
        if isinstance(given, str) and given.strip():
            return given
        return None if given is None else f"doccano-{given}"

    def _unread(self, region: str, words: str, why: str) -> None:
        self._context.report(Unread(self._id() or self._item.where, region, words, why))


def _may_count_utf_16(document: ForeignDocument, text: str) -> bool:
    """Whether the text has characters that UTF-16 counts twice, and a mention after one cuts a word."""
    first = next((at for at, character in enumerate(text) if ord(character) > 0xFFFF), None)
    return first is not None and any(
        type(edge) is int and edge > first and (edge > len(text) or _cuts_word(text, edge))
        for mention in document.mentions
        for edge in (mention["start"], mention["end"])
    )


def _cuts_word(text: str, at: int) -> bool:
    return at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def _recount(document: ForeignDocument, text: str) -> None:
    """Turns the offsets of mentions from UTF-16 code units into code points."""
    units = [0]
    for character in text:
        units.append(units[-1] + (2 if ord(character) > 0xFFFF else 1))
    points = {unit: point for point, unit in enumerate(units)}
    for mention in document.mentions:
        given = f"{mention['start']}:{mention['end']}"
        start, end = points.get(mention["start"]), points.get(mention["end"])
        if start is None or end is None:
            mention.update(start=None, end=None, text=given)  # the file's own numbers
        else:
            mention.update(start=start, end=end, text=text[start:end])
