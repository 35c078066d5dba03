"""Article <-> a Label Studio task's data, and the key that identifies a task."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import Any

from pydantic import ValidationError

from annotate.core.article import Article

_CARRIED = ("title", "published", "language", "source", "url")


class Purpose(StrEnum):
    """Why a task exists. It stays in the local plan, because annotators can see a task's data."""

    ORDINARY = "ordinary"
    BLIND = "blind"
    KNOWN = "known"
    REVIEW = "review"
    REVISION = "revision"


def task_key(article_id: str, digest: str, purpose: Purpose = Purpose.ORDINARY) -> str:
    """The identity of a task: 32 hex digits that tell nothing of the purpose."""
    return hashlib.sha256("\0".join((article_id, digest, purpose)).encode()).hexdigest()[:32]


def task_data(article: Article, key: str, text_key: str = "text") -> dict[str, Any]:
    """What the task shows and carries; ``header`` is the line above the text."""
    carried = {name: value for name in _CARRIED if (value := getattr(article, name)) is not None}
    shown = [part for part in (article.source, article.published, article.id) if part]
    return {
        "header": " · ".join(shown),
        **carried,
        text_key: article.text,  # after those: somebody else's screen may call the text "title"
        "task_key": key,
        "article_id": article.id,
    }


_REPLACED = {
    "fr": "REMPLACÉ par un texte plus récent : à passer",
    "en": "REPLACED by a newer text: skip this one",
}


def marked_as_replaced(data: dict[str, Any], by: str, language: str | None) -> dict[str, Any]:
    """The task's data with a word above the text that there is a newer one; the text stays as it is."""
    data = without_mark(data)
    said = _REPLACED.get(language or "", _REPLACED["en"])
    return {**data, "header": f"{said} · {data['header']}", "replaced_by": by}


def without_mark(data: dict[str, Any]) -> dict[str, Any]:
    """The task's data without the word that there is a newer text."""
    header = str(data.get("header") or "")
    for said in _REPLACED.values():
        header = header.removeprefix(f"{said} · ")
    return {**{name: value for name, value in data.items() if name != "replaced_by"}, "header": header}


def article_of(
    data: dict[str, Any], text_key: str = "text", *, other_id: str | None = None
) -> Article | None:
    """The article of a task's data, as far as the data tells; None where it is not one of ours.

    With ``other_id`` a task of somebody else's is an article too: by its own id where it has one, else that.
    """
    key = data.get("article_id") or (str(data["id"]) if other_id and "id" in data else other_id)
    fields = {name: data[name] for name in _CARRIED if isinstance(data.get(name), str)}
    for kept in (fields, {}):  # what others put under our names may be no date and no address
        try:
            return Article(id=key, text=data[text_key], **kept)
        except (KeyError, ValidationError):
            if other_id is None:
                return None
    return None
