"""Reads from the server which versions each task has, and whether an annotator has worked on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from annotate.core.text import digest
from annotate.studio.codec.stored_text import text_at
from annotate.studio.workspace import Workspace

_INCLUDE = "id,data,predictions,model_version,total_annotations,cancelled_annotations"


@dataclass(frozen=True)
class TaskState:
    """The versions of a task's predictions. One version may occur twice.

    ``is_open`` says that the task has no submitted or skipped annotation. ``text`` is the digest of the
    task's text, or None if the text was not requested.
    """

    versions: tuple[str, ...]
    is_open: bool
    text: str | None = None


def task_states(
    workspace: Workspace, task_ids: Sequence[int] | None = None, *, text_key: str | None = None
) -> dict[int, TaskState]:
    """Reads the states of these tasks, or of all tasks, by id. With ``text_key``, reads the texts too."""
    reader = workspace.reader(_INCLUDE)
    pages = reader.pages() if task_ids is None else reader.by_ids(task_ids)
    return {task["id"]: _state(task, text_key) for page in pages for task in page}


def remove_second_predictions(workspace: Workspace, task_ids: Sequence[int], version: str) -> None:
    """Deletes all but one prediction of ``version`` on each task, after a call that was sent twice."""
    for page in workspace.reader("id,predictions,model_version").by_ids(task_ids):
        for task in page:
            same = [item["id"] for item in task["predictions"] if item.get("model_version") == version]
            for prediction in sorted(same)[1:]:
                workspace.server.delete_prediction(prediction)


def _state(task: dict[str, Any], text_key: str | None) -> TaskState:
    versions = tuple(str(item.get("model_version")) for item in task.get("predictions") or [])
    worked_on = (task.get("total_annotations") or 0) + (task.get("cancelled_annotations") or 0)
    text = text_at(task.get("data") or {}, text_key) if text_key is not None else None
    return TaskState(versions, worked_on == 0, digest(text) if isinstance(text, str) else None)
