"""Writes an order as the scores of predictions, and makes Label Studio serve tasks by these scores.

With the sampling "Uncertainty sampling", Label Studio serves the unlocked task with the lowest score of the
prediction of the project's model version. One annotator gets the exact order. Of several annotators, each
gets the first task that no other has open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotate.studio.api.refusals import NotFoundError
from annotate.studio.queue.open_tasks import OpenTask, open_tasks
from annotate.studio.queue.rising_scores import rising
from annotate.studio.store.plan import QUEUE, Plan
from annotate.studio.workspace import Workspace

BY_SCORE, BY_ID = "Uncertainty sampling", "Sequential sampling"
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Change:
    """A score to write: of which prediction, on which task, and the new score."""

    prediction: int
    key: str
    score: float


@dataclass
class Written:
    """What writing an order did.

    ``written`` counts the changed scores, ``gone`` the predictions that somebody deleted meanwhile.
    ``out_of_order`` are the keys of tasks that, read back, do not stand in the order: somebody else has
    changed their scores.
    """

    written: int = 0
    gone: int = 0
    out_of_order: list[str] = field(default_factory=list)
    sampling_before: str | None = None


def changes(tasks: Sequence[OpenTask]) -> tuple[dict[str, float], list[Change]]:
    """The score of each task key so that ``tasks`` are served in this order, and which scores to change."""
    scores = rising([task.score for task in tasks])
    wanted = {task.key: score for task, score in zip(tasks, scores, strict=True)}
    return wanted, [
        Change(prediction, task.key, score)
        for task, score in zip(tasks, scores, strict=True)
        for prediction, present in task.scores.items()
        if present != score
    ]


def note_order(plan: Plan, about: Mapping[str, Any], scores: Mapping[str, float], *, finished: bool) -> None:
    """Stores an order in the plan: how it was made, and the score of each task key.

    A push sends new suggestions with these scores. ``finished`` says that the server has them all.
    """
    plan.set_setting(QUEUE, {**about, "scores": dict(scores), "finished": finished})


def write_order(
    workspace: Workspace,
    tasks: Sequence[OpenTask],
    about: dict[str, Any],
    progress: Progress = lambda done: None,
) -> Written:
    """Makes Label Studio serve ``tasks`` in this order. Stores the order in the plan before it is written.

    ``about`` says how the order was made; the plan keeps it. May be stopped at any point: what was written
    stays, and the next call writes the rest.
    """
    scores, todo = changes(tasks)
    version = about["version"]
    note_order(workspace.plan, about, scores, finished=False)
    done = Written(sampling_before=workspace.project.get("sampling"))
    for number, change in enumerate(todo, 1):
        try:
            workspace.server.patch(f"/api/predictions/{change.prediction}/", {"score": change.score})
            done.written += 1
        except NotFoundError:
            done.gone += 1
        progress(number)
    if done.sampling_before != BY_SCORE:
        workspace.server.update_project(workspace.project_id, sampling=BY_SCORE)
    done.out_of_order = _out_of_order(workspace, tasks, version)
    note_order(workspace.plan, about, scores, finished=True)
    return done


def write_no_order(workspace: Workspace) -> Written:
    """Makes Label Studio serve tasks by their ids again. The scores stay, and count no more."""
    done = Written(sampling_before=workspace.project.get("sampling"))
    workspace.plan.set_setting(QUEUE, None)
    if done.sampling_before != BY_ID:
        workspace.server.update_project(workspace.project_id, sampling=BY_ID)
    return done


def _out_of_order(workspace: Workspace, tasks: Sequence[OpenTask], version: str) -> list[str]:
    """The keys of tasks whose score, read back, is not above that of the task before."""
    found = open_tasks(workspace, version)
    there = {task.key: task.score for task in (*found.tasks, *found.replaced)}
    last, wrong = float("-inf"), []
    for task in tasks:
        if task.key not in there:
            continue  # annotated or deleted meanwhile
        score = there[task.key]
        if score is None or score <= last:
            wrong.append(task.key)
        else:
            last = score
    return wrong
