"""Gives restored annotations and drafts the original times, author and version of suggestions.

When Label Studio imports an annotation, the server sets new times and drops the link to the prediction. The
server keeps the id from the backup as ``import_id``. The plan has the original fields under that id.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from annotate.studio.api.filters import moment_of
from annotate.studio.store.plan import Plan

ANNOTATION, DRAFT, TASK = "annotation", "draft", "task"
BASED_ON = "based_on"  # our own key, added to the server's keys
# Label Studio sets both times of an imported annotation when it makes it, one right after the other.
_SAME_MOMENT = timedelta(seconds=1)


def with_original(body: dict[str, Any], kind: str, plan: Plan) -> dict[str, Any]:
    """Returns an annotation or draft from the server. If a restore made it, restores the original fields.

    If an annotator changed the annotation after the restore, ``updated_at`` stays the time of that change.
    """
    id = body.get("import_id" if kind == ANNOTATION else "id")
    original = plan.originals.find(kind, id) if isinstance(id, int) else None
    if original is None or original.made_at not in (None, body.get("created_at")):
        return body
    mended = {**body, "created_at": original.created_at}
    if not _was_edited(body):
        mended["updated_at"] = original.updated_at
    if body.get("parent_prediction") is None:
        mended[BASED_ON] = original.based_on
    if original.author is not None:
        mended["completed_by"] = original.author
    return mended


def first_task_id(task_id: int, plan: Plan) -> int:
    """The id that a task had before any restore. In adopted projects, the article id may contain this id."""
    original = plan.originals.find(TASK, task_id)
    return task_id if original is None or original.former_id is None else original.former_id


def author_name(account: Any, users: dict[int, str]) -> str:
    """The name of an author. ``account`` is the server's form of an account: an object, an id or a name."""
    if isinstance(account, dict):
        account = account.get("id")
    if isinstance(account, int):
        return users.get(account, f"user-{account}")
    return str(account) if account else "unknown"


def _was_edited(body: dict[str, Any]) -> bool:
    created, updated = body.get("created_at"), body.get("updated_at")
    if not isinstance(created, str) or not isinstance(updated, str):
        return False
    return abs(moment_of(updated) - moment_of(created)) > _SAME_MOMENT
