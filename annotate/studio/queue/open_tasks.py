"""Reads from the server which tasks are open, and the scores of the predictions that annotators see.

Open is a task without an annotation and without a draft. A task that somebody has only looked at is locked
for that person; no API shows other people's locks. Label Studio returns a locked task to its holder whatever
the scores are, so a new score takes nothing away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from annotate.core.errors import StudioError
from annotate.studio.api.filters import unannotated, with_drafts
from annotate.studio.workspace import Workspace

_INCLUDE = "id,predictions,model_version,score,total_annotations,cancelled_annotations"


@dataclass(frozen=True)
class OpenTask:
    """An open task with its predictions of the version that annotators see: score by prediction id."""

    task_id: int
    key: str
    scores: dict[int, float | None]

    @property
    def score(self) -> float | None:
        """The score that counts in the queue: None unless all its predictions have the same one."""
        scores = set(self.scores.values())
        return scores.pop() if len(scores) == 1 else None


@dataclass
class OpenTasks:
    """The open tasks that can be ordered, and what was left as it is.

    ``without`` are open tasks without suggestions of the version that annotators see: Label Studio serves
    them last. ``begun`` counts tasks with a draft, ``replaced`` tasks whose article has a newer text,
    ``unknown`` tasks that annotate has not sent. ``unreadable`` maps tasks to the reason.
    """

    tasks: list[OpenTask] = field(default_factory=list)
    replaced: list[OpenTask] = field(default_factory=list)
    without: list[str] = field(default_factory=list)  # task keys
    begun: int = 0
    unknown: int = 0
    unreadable: dict[int, str] = field(default_factory=dict)


def shown_version(workspace: Workspace) -> str:
    """The version whose suggestions annotators see. Raises `StudioError` if there is none."""
    version = workspace.project.get("model_version")
    if not version:
        raise StudioError(
            f"annotators see no suggestions in project {workspace.project_id}, so it has no queue to order.",
            where=workspace.server.url,
            remedy="Push suggestions first: 'annotate push FILE'.",
        )
    return str(version)


def open_tasks(workspace: Workspace, version: str) -> OpenTasks:
    """Reads the open tasks from the server. The mirror must know its tasks (`ServerTasks.refresh`)."""
    found = OpenTasks()
    keys = {task_id: key for key, task_id in workspace.mirror.index.all()}
    begun = workspace.server.task_ids(workspace.project_id, [with_drafts()])
    reader = workspace.reader(_INCLUDE)
    for task in _all(reader.pages(unannotated())):
        task_id = task["id"]
        if (task.get("total_annotations") or 0) + (task.get("cancelled_annotations") or 0):
            continue  # somebody annotated it while this was read
        if task_id in begun:
            found.begun += 1
            continue
        key = keys.get(task_id)
        if key is None or not workspace.plan.has_task(key):
            found.unknown += 1
            continue
        scores = _scores(task, version)
        if not scores:
            found.without.append(key)
        elif workspace.plan.revisions.is_replaced(key):
            found.replaced.append(OpenTask(task_id, key, scores))
        else:
            found.tasks.append(OpenTask(task_id, key, scores))
    found.unreadable = dict(reader.set_aside)
    return found


def _all(pages: Iterator[list[Any]]) -> Iterator[Any]:
    for page in pages:
        yield from page


def _scores(task: Any, version: str) -> dict[int, float | None]:
    items = task.get("predictions") or []
    return {item["id"]: item.get("score") for item in items if str(item.get("model_version")) == version}
