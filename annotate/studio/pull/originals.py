"""Gives annotations and drafts the fields that the server has lost: author, times, version of suggestions.

When Label Studio imports an annotation, the server sets new times and drops the link to the prediction. The
server keeps the id from the backup as ``import_id``. The plan has the original fields under that id. When an
account is deleted, the server forgets whose annotation it was. The plan has that too.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from annotate.core.authorship import UNKNOWN
from annotate.studio.api.filters import moment_of
from annotate.studio.api.listed_account import LEFT
from annotate.studio.store.accounts import nameless
from annotate.studio.store.plan import Plan

ANNOTATION, DRAFT, TASK = "annotation", "draft", "task"
BASED_ON = "based_on"  # our own key, added to the server's keys
SAVED_BY = "updated_by"  # the server's key for the account that saved an annotation last
# Label Studio sets both times of an imported annotation when it makes it, one right after the other.
_SAME_MOMENT = timedelta(seconds=1)
_NUMBER = re.compile(r"[0-9]{1,18}").fullmatch


def with_original(body: dict[str, Any], kind: str, plan: Plan) -> dict[str, Any]:
    """Returns an annotation or draft from the server, with the fields that only the plan still has.

    If an annotator changed the annotation after the restore, ``updated_at`` stays the time of that change.
    """
    id = body.get("import_id" if kind == ANNOTATION else "id")
    original = plan.originals.find(kind, id) if isinstance(id, int) else None
    if kind == ANNOTATION:
        body = with_people(body, plan)
    if original is None or original.made_at not in (None, body.get("created_at")):
        return body
    mended = {**body, "created_at": original.created_at}
    if not _was_edited(body):
        mended["updated_at"] = original.updated_at
    if body.get("parent_prediction") is None:
        mended[BASED_ON] = original.based_on
    if original.author is not None:
        mended["completed_by"] = original.author
    if body.get(SAVED_BY) is None:
        mended[SAVED_BY] = original.rewritten_by
    return mended


def with_people(body: dict[str, Any], plan: Plan) -> dict[str, Any]:
    """An annotation with who made and who last saved it, also if their accounts were deleted since."""
    if None not in (body.get("completed_by"), body.get(SAVED_BY)):
        return body
    made_by, saved_by = plan.accounts.work(body.get("id"), body.get("created_at"))
    people = {"completed_by": made_by, SAVED_BY: saved_by}
    return {**body, **{name: person for name, person in people.items() if body.get(name) is None}}


def first_task_id(task_id: int, plan: Plan) -> int:
    """The id that a task had before any restore. In adopted projects, the article id may contain this id."""
    original = plan.originals.find(TASK, task_id)
    return task_id if original is None or original.former_id is None else original.former_id


def author_name(account: Any, users: dict[int, str]) -> str:
    """The name of an author. ``account`` is as the server writes it: an object, an id or a name.

    An id may be written as text.
    """
    if isinstance(account, dict):
        account = account.get("id")
    if isinstance(account, str) and _NUMBER(account):
        account = int(account)
    if isinstance(account, int):
        return known if (known := users.get(account)) not in (None, LEFT) else nameless(account)
    return str(account) if account else UNKNOWN


def rewritten_by(body: dict[str, Any], users: dict[int, str]) -> str | None:
    """Who saved an annotation last, if that is somebody else than its author. None if nobody knows it."""
    if body.get(SAVED_BY) is None:
        return None
    saved = author_name(body[SAVED_BY], users)
    return saved if saved != author_name(body.get("completed_by"), users) else None


def _was_edited(body: dict[str, Any]) -> bool:
    created, updated = body.get("created_at"), body.get("updated_at")
    if not isinstance(created, str) or not isinstance(updated, str):
        return False
    return abs(moment_of(updated) - moment_of(created)) > _SAME_MOMENT
