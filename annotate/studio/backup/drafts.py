"""Restores drafts. Label Studio makes a draft only for the account that sends the request.

So the restore brings back the drafts of the restoring account, and of accounts that the restore itself made,
because it can sign in as these. It counts the other drafts as lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from annotate.studio.api.client import Studio
from annotate.studio.backup.upload import ProjectUpload
from annotate.studio.pull.originals import (
    ANNOTATION,
    BASED_ON,
    DRAFT,
    SAVED_BY,
    TASK,
    first_task_id,
    with_original,
)
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.originals import Original
from annotate.studio.store.plan import Plan

SignIn = Callable[[str], Studio]
Noted = tuple[str, int, Original]


def upload_drafts(upload: ProjectUpload, former: Plan, sign_in: SignIn) -> list[Noted]:
    """Makes each draft that can be restored, unless the server has the draft. Returns the original fields.

    ``sign_in`` must return a connection for a token.
    """
    notes: list[Noted] = []
    with ExitStack() as stack:
        clients = {upload.accounts.owner.casefold(): upload.studio}
        for email, token in upload.accounts.tokens.items():
            if token:
                clients[email.casefold()] = stack.enter_context(sign_in(token))
        for task in upload.backup.tasks():
            if task["drafts"] and task["id"] in upload.task_ids:
                notes.extend(_Drafts(upload, former, clients, task).restore())
    return notes


def originals(upload: ProjectUpload, former: Plan, mirror: Mirror) -> Iterator[Noted]:
    """Yields the original fields of annotations, by id in the backup, and of tasks, by new task id.

    Yields tasks only if annotate did not make them. ``mirror`` is the mirror of the new project. Leaves out
    annotations that the mirror does not have.
    """
    made_at = {
        body["import_id"]: body.get("created_at")
        for task in mirror.tasks()
        for body in task.annotations
        if body.get("import_id") is not None
    }
    for task in upload.backup.tasks():
        if "article_id" not in task["data"] and task["id"] in upload.task_ids:
            former_id = first_task_id(task["id"], former)
            original = Original(task.get("created_at"), task.get("updated_at"), former_id=former_id)
            yield TASK, upload.task_ids[task["id"]], original
        for body in task["annotations"]:
            if body.get("id") in made_at:
                original = _original(upload, former, ANNOTATION, body, made_at[body["id"]])
                yield ANNOTATION, body["id"], replace(original, based_on=_based_on(task, body, former))


def _original(
    upload: ProjectUpload, former: Plan, kind: str, body: dict[str, Any], made_at: str | None
) -> Original:
    known = with_original(body, kind, former)  # the backup's project may itself have been restored
    author = upload.accounts.before(known.get("completed_by", known.get("user")))
    saved_by = known.get(SAVED_BY)
    now = upload.accounts.email(body.get("completed_by", body.get("user"))) or upload.accounts.owner
    return Original(
        known.get("created_at"),
        known.get("updated_at"),
        author=author if author != now else None,
        rewritten_by=upload.accounts.before(saved_by) if saved_by is not None else None,
        made_at=made_at,
    )


def _based_on(task: dict[str, Any], body: dict[str, Any], former: Plan) -> str | None:
    """The version of the suggestion that an annotation began with, as stored in the backup."""
    known = with_original(body, ANNOTATION, former)
    if known.get(BASED_ON) is not None:
        return str(known[BASED_ON])
    versions = {item.get("id"): item.get("model_version") for item in task["predictions"]}
    version = versions.get(body.get("parent_prediction"))
    return str(version) if version else None


class _Drafts:
    """The drafts of one task."""

    def __init__(
        self, upload: ProjectUpload, former: Plan, clients: dict[str, Studio], task: dict[str, Any]
    ) -> None:
        self.upload = upload
        self.former = former
        self.clients = clients
        self.task = task
        self.task_id = upload.task_ids[task["id"]]

    def restore(self) -> Iterator[Noted]:
        taken: set[int] = set()
        for draft in self.task["drafts"]:
            made = self._found(draft, taken) or self._made(draft, taken)
            report = self.upload.report
            if made is None:
                author = self.upload.accounts.before(draft.get("user"))
                report.lost_drafts[author] = report.lost_drafts.get(author, 0) + 1
                continue
            taken.add(made["id"])
            report.drafts += 1
            yield (
                DRAFT,
                made["id"],
                _original(self.upload, self.former, DRAFT, draft, made.get("created_at")),
            )

    def _found(self, draft: dict[str, Any], taken: set[int]) -> dict[str, Any] | None:
        """Finds the draft on the server. A stopped restore may have made the draft there."""
        email = self.upload.accounts.email(draft.get("user"))
        for there in self.upload.studio.drafts(self.task_id):
            same = there.get("user") == email and there.get("result") == (draft.get("result") or [])
            if same and there["id"] not in taken:
                found: dict[str, Any] = there
                return found
        return None

    def _made(self, draft: dict[str, Any], taken: set[int]) -> dict[str, Any] | None:
        client = self.clients.get((self.upload.accounts.email(draft.get("user")) or "").casefold())
        if client is None:
            return None
        annotation = self._annotation(draft.get("annotation"))
        body = {"result": draft.get("result") or [], "lead_time": draft.get("lead_time")}
        for attempt in self.upload.studio.repeating():
            with attempt:
                if attempt.retry_state.attempt_number > 1 and (found := self._found(draft, taken)):
                    return found
                made: dict[str, Any] = client.make_draft(self.task_id, body, annotation)
                return made
        raise AssertionError("unreachable")

    def _annotation(self, before: Any) -> int | None:
        """The new id of the annotation that a draft changes."""
        if not isinstance(before, int):
            return None
        for annotation in self.upload.studio.annotations(self.task_id):
            if annotation.get("import_id") == before:
                return int(annotation["id"])
        return None
