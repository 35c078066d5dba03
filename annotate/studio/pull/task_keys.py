"""Finds the key of a task: the one in its data, or that of its article and text if a push has made that one.

A task that somebody imported by hand may lack the key, or have the key of another article. Label Studio lets
people edit both the key and the article id of a task.
"""

from __future__ import annotations

from typing import Any

from annotate.core.text import digest
from annotate.studio.codec.stored_text import StoredText, text_at
from annotate.studio.codec.tasks import id_of, task_key
from annotate.studio.store.plan import Plan


def key_in(data: dict[str, Any]) -> str | None:
    """The key that a task's data states."""
    return key if isinstance(key := data.get("task_key"), str) else None


def own_key(data: dict[str, Any], text_key: str, plan: Plan) -> str | None:
    """The key of a task. If its key, article id and text disagree, the two that agree decide.

    None if the task has no key, or if key and article id are those of two articles with the same text.
    """
    key, meant = key_in(data), meant_key(data, text_key)
    if meant is None or meant == key or not plan.has_task(meant):
        return key
    named = plan.article(key) if key is not None else None
    if named is None:
        return meant
    article = id_of(data.get("article_id")) or ""
    if named.id == article:
        return key  # its text was changed to another text of the same article
    return None if task_key(article, named.digest) == meant else meant


def meant_key(data: dict[str, Any], text_key: str) -> str | None:
    """The key that a push gives a task with this article id and text. None without either of them."""
    text = text_at(data, text_key)
    article = id_of(data.get("article_id"))
    if article is None or not isinstance(text, str):
        return None
    return task_key(article, digest(StoredText(text).text))
