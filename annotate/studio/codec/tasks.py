"""Converts articles to the data of Label Studio tasks and back, and computes the key of a task."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import Any

from pydantic import ValidationError

from annotate.core.article import Article

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


def task_data(article: Article, key: str, text_key: str = "text") -> dict[str, Any]:
    """Returns the data of an article's task. ``header`` in the data is the line above the text."""
    carried = {name: value for name in _CARRIED if (value := getattr(article, name)) is not None}
    shown = [part for part in (article.source, article.published, article.id) if part]
    return {
        "header": " · ".join(shown),
        **carried,
        text_key: article.text,  # last, because an adopted project's screen may call the text "title"
        "task_key": key,
        "article_id": article.id,
    }


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


def article_of(
    data: dict[str, Any], text_key: str = "text", *, other_id: str | None = None
) -> Article | None:
    """Reads the article from a task's data. Returns None if annotate did not make the task.

    With ``other_id``, reads tasks of other programs too, and returns None only for a task without a text. The
    article id of such a task is the ``id`` in the data, or ``other_id`` if the data has no ``id``.
    """
    key = data.get("article_id") or (str(data["id"]) if other_id and "id" in data else other_id)
    fields = {name: data[name] for name in _CARRIED if isinstance(data.get(name), str)}
    for kept in (fields, {}):  # in a foreign task, a field of the same name may hold something else
        try:
            return Article(id=key, text=data[text_key], **kept)
        except (KeyError, ValidationError):
            if other_id is None:
                return None
    return None
