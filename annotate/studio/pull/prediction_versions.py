"""Looks up the versions of predictions that annotations began with, if the plan does not have them.

The plan lacks predictions of a prediction backend, of another program, and of pushes by an earlier version of
this toolkit. A pull looks up each prediction once, many tasks per call, and stores the version in the plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from annotate.studio.store.predictions import runs
from annotate.studio.workspace import Workspace

_INCLUDE = "id,predictions,model_version"
_KNOWN = "parents_known"  # mirror setting: the campaign whose plan knows all parent predictions of the mirror
Versions = list[tuple[int, str | None]]  # prediction id, version


class ParentPredictions:
    """Collects the predictions that annotations began with and that the plan does not know yet."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._known = workspace.plan.predictions
        self._unknown: dict[int, int] = {}  # prediction -> task
        mirror = workspace.mirror
        # The mirror may have annotations read by an earlier version of this toolkit or by a stopped pull.
        self._looks_at_all = mirror.count() > 0 and mirror.setting(_KNOWN) != workspace.plan.campaign
        mirror.set_settings(**{_KNOWN: None})

    def forget(self) -> None:
        """Forgets all versions. For a server that was set back, because it reuses prediction ids."""
        self._known.forget()
        self._looks_at_all = True

    def take(self, tasks: Iterable[dict[str, Any]]) -> None:
        """Collects the predictions that the annotations of these tasks began with."""
        for task in tasks:
            for annotation in task.get("annotations") or ():
                prediction = annotation.get("parent_prediction")
                if type(prediction) is int:
                    self._take(prediction, task["id"])

    def look_up(self) -> None:
        """Looks up the collected predictions on the server. Stores the version of each in the plan."""
        if self._looks_at_all:
            for prediction, task_id in self._workspace.mirror.parent_predictions():
                self._take(prediction, task_id)
        if self._unknown:
            look_up(self._workspace, sorted(set(self._unknown.values())))
            gone = [prediction for prediction in self._unknown if not self._known.knows(prediction)]
            self._known.note((run, None) for run in runs(gone))  # deleted: their version cannot be known
        _look_up_restored(self._workspace)
        self._workspace.mirror.set_settings(**{_KNOWN: self._workspace.plan.campaign})

    def _take(self, prediction: int, task_id: int) -> None:
        if not self._known.knows(prediction):
            self._unknown[prediction] = task_id


def look_up(workspace: Workspace, task_ids: Sequence[int]) -> None:
    """Looks up all predictions of these tasks. Stores the version of each prediction in the plan."""
    ids: dict[str | None, list[int]] = {}
    for _, versions in listed(workspace, task_ids):
        for prediction, version in versions:
            ids.setdefault(version, []).append(prediction)
    workspace.plan.predictions.note((run, version) for version, some in ids.items() for run in runs(some))


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
    workspace.plan.originals.note_based_on({id: found.get(tasks.get(id, 0)) for id in wanted})


def listed(workspace: Workspace, task_ids: Sequence[int]) -> Iterator[tuple[int, Versions]]:
    """Yields the id of each task with the ids and versions of the task's predictions."""
    for page in workspace.reader(_INCLUDE).by_ids(task_ids):
        for task in page:
            yield task["id"], [_id_and_version(item) for item in task.get("predictions") or []]


def _id_and_version(prediction: dict[str, Any]) -> tuple[int, str | None]:
    version = prediction.get("model_version")
    return prediction["id"], str(version) if version else None
