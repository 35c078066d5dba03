"""Converts articles to the data of Label Studio tasks and back, and computes the key of a task."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import ValidationError

from annotate.core.article import Article, ArticleHeader
from annotate.core.jsonl import validation_sentence
from annotate.core.text import refused_character
from annotate.studio.codec.stored_text import StoredText, put_at, text_at

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://\S+")
_CARRIED = ("title", "published", "language", "source", "url")


class Purpose(StrEnum):
    """Why a task exists. The purpose stays in the local plan, because annotators can see a task's data."""

    ORDINARY = "ordinary"
    BLIND = "blind"
    KNOWN = "known"
    REVIEW = "review"
    REVISION = "revision"


def task_key(article_id: str, digest: str, purpose: Purpose = Purpose.ORDINARY) -> str:
    """Computes the key that identifies a task: 32 hex digits that do not reveal the purpose."""
    return hashlib.sha256("\0".join((article_id, digest, purpose)).encode()).hexdigest()[:32]


def task_data(
    article: Article, key: str, text_key: str = "text", blank_keys: Iterable[str] = ()
) -> dict[str, Any]:
    """Returns the data of an article's task. ``header`` in the data is the line above the text.

    ``blank_keys`` are the other keys that an adopted project's screen shows: Label Studio refuses tasks
    without them.
    """
    carried = {name: value for name in _CARRIED if (value := getattr(article, name)) is not None}
    shown = [part for part in (article.source, article.published, article.id) if part]
    data: dict[str, Any] = {"header": " · ".join(shown), **carried}
    for path in blank_keys:
        if text_at(data, path) is None:
            put_at(data, path, "")
    put_at(data, text_key, article.text)  # last: an adopted project's screen may call the text "title"
    return {**data, "task_key": key, "article_id": article.id}


_REPLACED = {
    "fr": "REMPLACÉ par un texte plus récent : à passer",
    "en": "REPLACED by a newer text: skip this one",
}


def marked_as_replaced(data: dict[str, Any], by: str, language: str | None) -> dict[str, Any]:
    """Returns a task's data with a mark above the text. The mark says that the article has a newer text."""
    data = without_mark(data)
    mark = _REPLACED.get(language or "", _REPLACED["en"])
    return {**data, "header": f"{mark} · {data['header']}", "replaced_by": by}


def without_mark(data: dict[str, Any]) -> dict[str, Any]:
    """Returns a task's data without the mark that `marked_as_replaced` adds."""
    header = str(data.get("header") or "")
    for mark in _REPLACED.values():
        header = header.removeprefix(f"{mark} · ")
    return {**{name: value for name, value in data.items() if name != "replaced_by"}, "header": header}


NOT_OURS = "was not made by annotate"


@dataclass(frozen=True)
class Unreadable:
    """Why a task has no article that annotate can read: the rest of a sentence about the task.

    ``article`` is an id for what should be an article. It is None if the task is not the campaign's.
    """

    why: str
    article: str | None = None


def article_of(
    data: dict[str, Any], text_key: str = "text", *, other_id: str | None = None
) -> Article | Unreadable:
    """Reads the article from a task's data. Without ``other_id``, only if annotate made the task.

    With ``other_id``, reads tasks of other programs too. The article id of such a task is the ``id`` in the
    data, or ``other_id`` if that cannot be an id. Line ends in its text become line feeds, as in
    `StoredText`. A field such as ``published`` that holds something else there is kept in ``meta``.
    """
    own = id_of(data.get("article_id"))
    key = own or (id_of(data.get("id")) or other_id if other_id else None)
    if key is None:
        return Unreadable(NOT_OURS)
    stored = text_at(data, text_key)
    if problem := _problem(stored, text_key, foreign=own is None):
        return Unreadable(problem, other_id) if other_id else Unreadable(NOT_OURS)
    fields: dict[str, Any] = {name: data[name] for name in _CARRIED if isinstance(data.get(name), str)}
    text = StoredText(stored).text if other_id else stored
    meta: dict[str, Any] = {}
    while True:
        try:
            return Article(id=key, text=text, **fields, **({"meta": meta} if meta else {}))
        except ValidationError as error:
            wrong = {str(item["loc"][0]) for item in error.errors()} & fields.keys()
            if other_id is None or not wrong:
                why = f"cannot be read: {validation_sentence(error)}"
                return Unreadable(why, other_id) if other_id else Unreadable(NOT_OURS)
            for name in wrong:
                value = fields.pop(name)
                if refused_character(value) is None:
                    meta[f"{name}_raw"] = value


def id_of(value: Any) -> str | None:
    """The article id in a task's data, or None if it cannot be the id of an article."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    key = str(value) if type(value) is int else value
    try:
        return ArticleHeader(id=key).id
    except ValidationError:
        return None


def _problem(stored: Any, text_key: str, *, foreign: bool) -> str | None:
    """Why the value in a task's data cannot be an article's text; None if it can."""
    if stored is None:
        return f"has no text in {text_key!r}"
    if not isinstance(stored, str):
        kinds = {bool: "true or false", dict: "an object", list: "a list", int: "a number", float: "a number"}
        return f"has {kinds.get(type(stored), 'something else')} in {text_key!r} instead of a text"
    if not stored.strip():
        return f"has an empty text in {text_key!r}"
    if foreign and _ADDRESS.fullmatch(stored.strip()):
        return f"has an address in {text_key!r} instead of a text: {stored.strip()[:60]}"
    return None
