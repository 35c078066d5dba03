"""Looks up the versions of predictions that annotations began with, if the plan does not have them.

The plan lacks predictions of a prediction backend, of another program, and of pushes by an earlier version of
this toolkit. A pull looks up each prediction once, many tasks per call, and stores the version in the plan.
A pull also checks whether the server still has the stored versions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from annotate.studio.store.predictions import runs
from annotate.studio.workspace import Workspace

_INCLUDE = "id,predictions,model_version"
_NO_VERSION = (None, "", "undefined")  # Label Studio writes "undefined" if a prediction comes without one
_CHECKED = 250  # runs that one call checks
Versions = list[tuple[int, str | None]]  # prediction id, version


class ParentPredictions:
    """Keeps the plan's versions of the predictions that the mirror's annotations began with."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._known = workspace.plan.predictions
        self._used: dict[range, tuple[int, int]] = {}  # run -> its newest prediction met here, and the task
        self._run = range(0)

    def take(self, tasks: Iterable[dict[str, Any]]) -> None:
        """Collects the runs of the predictions that the annotations of these tasks began with."""
        for task in tasks:
            for annotation in task.get("annotations") or ():
                prediction = annotation.get("parent_prediction")
                if type(prediction) is int:
                    self._take(prediction, task["id"])

    def look_up(self, unreadable: Collection[int] = ()) -> None:
        """Looks up the versions that the plan does not know, and stores them in the plan.

        Skips the tasks ``unreadable``. If a task cannot be read, the next pull tries again.
        """
        self._check_used()
        tasks = {
            prediction: task_id
            for prediction, task_id in self._workspace.mirror.parent_predictions()
            if task_id not in unreadable
        }
        if unknown := list(self._known.unknown(tasks)):
            read = look_up(self._workspace, sorted({tasks[prediction] for prediction in unknown}))
            # Its task has it no more, so its version cannot be known.
            deleted = [one for one in self._known.unknown(unknown) if tasks[one] in read]
            self._known.note((run, None) for run in runs(deleted))
        _look_up_restored(self._workspace)

    def _take(self, prediction: int, task_id: int) -> None:
        if prediction not in self._run:
            self._run = self._known.run(prediction) or range(0)
        if self._run and prediction >= self._used.get(self._run, (0, 0))[0]:
            self._used[self._run] = prediction, task_id

    def _check_used(self) -> None:
        """Compares the newest collected prediction of each run with the server. Forgets wrong runs.

        A server that was set back gives the same ids to other predictions. The newest ids show this, so this
        checks older runs only if a newer run is wrong.
        """
        newest = sorted(self._used.values(), reverse=True)
        for start in range(0, len(newest), _CHECKED):
            tasks = dict(newest[start : start + _CHECKED])
            read = listed(self._workspace, sorted(set(tasks.values())))
            on_server = dict(chain.from_iterable(versions for _, versions in read))
            wrong = [
                prediction
                for prediction in tasks.keys() & on_server.keys()
                if on_server[prediction] != self._known.version(prediction)
            ]
            if not wrong:
                return
            self._known.forget(min(wrong))


def look_up(workspace: Workspace, task_ids: Sequence[int]) -> set[int]:
    """Looks up all predictions of these tasks and stores the versions. Returns the ids of the tasks read."""
    ids: dict[str | None, list[int]] = {}
    read = set()
    for task_id, versions in listed(workspace, task_ids):
        read.add(task_id)
        for prediction, version in versions:
            ids.setdefault(version, []).append(prediction)
    workspace.plan.predictions.note((run, version) for version, some in ids.items() for run in runs(some))
    return read


def _look_up_restored(workspace: Workspace) -> None:
    """Stores a version for each annotation that an earlier version of this toolkit restored.

    That version stored only the prediction's id in the backed-up project, an id unknown to the new project.
    If all predictions of the task have the same version, the annotation began with that version.
    """
    wanted = workspace.plan.originals.without_version()
    if not wanted:
        return
    tasks = {id: task for id, task in workspace.mirror.imported() if id in wanted}
    found: dict[int, str | None] = {}
    for task, predictions in listed(workspace, sorted(set(tasks.values()))):
        versions = {version for _, version in predictions}
        found[task] = versions.pop() if len(versions) == 1 else None
    known = {id: found[task] for id, task in tasks.items() if task in found}
    workspace.plan.originals.note_based_on(known)


def listed(workspace: Workspace, task_ids: Sequence[int]) -> Iterator[tuple[int, Versions]]:
    """Yields the id of each task with the ids and versions of the task's predictions."""
    for page in workspace.reader(_INCLUDE).by_ids(task_ids):
        for task in page:
            yield task["id"], [_id_and_version(item) for item in task.get("predictions") or []]


def _id_and_version(prediction: dict[str, Any]) -> tuple[int, str | None]:
    version = prediction.get("model_version")
    return prediction["id"], None if version in _NO_VERSION else str(version)
