"""Which versions of suggestions each task on the server holds, and whether somebody has worked on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from annotate.core.text import digest
from annotate.studio.workspace import Workspace

_INCLUDE = "id,data,predictions,model_version,total_annotations,cancelled_annotations"


@dataclass(frozen=True)
class TaskState:
    """The versions that a task's predictions have (one version may stand there twice), and if it is open.

    ``text`` is the digest of the text that it shows, where that was asked for.
    """

    versions: tuple[str, ...]
    is_open: bool
    text: str | None = None


def task_states(
    workspace: Workspace, task_ids: Sequence[int] | None = None, *, text_key: str | None = None
) -> dict[int, TaskState]:
    """The state of these tasks, or of all that the project holds, by id; their text is in ``text_key``."""
    reader = workspace.reader(_INCLUDE)
    pages = reader.pages() if task_ids is None else reader.by_ids(task_ids)
    return {task["id"]: _state(task, text_key) for page in pages for task in page}


def remove_second_predictions(workspace: Workspace, task_ids: Sequence[int], version: str) -> None:
    """Leaves one prediction of ``version`` on each of these tasks: a call that was sent twice made two."""
    for page in workspace.reader("id,predictions,model_version").by_ids(task_ids):
        for task in page:
            same = [item["id"] for item in task["predictions"] if item.get("model_version") == version]
            for prediction in sorted(same)[1:]:
                workspace.server.delete_prediction(prediction)


def _state(task: dict[str, Any], text_key: str | None) -> TaskState:
    versions = tuple(str(item.get("model_version")) for item in task.get("predictions") or [])
    worked_on = (task.get("total_annotations") or 0) + (task.get("cancelled_annotations") or 0)
    text = (task.get("data") or {}).get(text_key) if text_key is not None else None
    return TaskState(versions, worked_on == 0, digest(text) if isinstance(text, str) else None)
