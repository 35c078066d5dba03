"""Finds suggestions and annotations that a push sent and that somebody deleted in Label Studio since.

Deleting predictions does not move a task's ``updated_at``. So a push asks the server how many predictions
each version has: one call, however large the project is. If a version has fewer than the plan knows to have
arrived, the push reads which tasks lack the version. Deleted annotations are found among the tasks without
an annotation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from annotate.core.annotation import Status
from annotate.studio.api.filters import unannotated, with_ids_in_turn
from annotate.studio.push.task_states import TaskState, task_states
from annotate.studio.store.task_index import TaskIndex
from annotate.studio.workspace import Workspace

States = Mapping[int, TaskState]


class Deleted:
    """What was deleted on the server, as pairs of task key and version: known to the plan, or found now."""

    def __init__(self, workspace: Workspace, index: TaskIndex) -> None:
        self._workspace = workspace
        self._plan = workspace.plan
        self._index = index
        self._known = self._plan.deletions.all()
        self._found: set[tuple[str, str]] = set()
        self._noted = False

    def __contains__(self, sent: tuple[str, str]) -> bool:
        return sent in self._known or sent in self._found

    def find(self, all_states: Callable[[], States]) -> None:
        """Compares the plan with the server. Calls ``all_states`` only if suggestions were deleted."""
        arrived = self._plan.deletions.arrived_counts()  # read first: what arrives meanwhile is no deletion
        suggested = {version for version in arrived if self._plan.is_suggestion(version)}
        lacking = self._lacking({version: arrived[version] for version in suggested})
        if lacking:
            states = all_states()
            for version, keys in lacking.items():
                self._found |= {(key, version) for key in keys if not self._has(key, version, states)}
        self._find_annotations(arrived.keys() - suggested)

    def note(self) -> None:
        """Stores in the plan what was found. What is sent again counts as arrived from then on."""
        self._noted = True
        if self._found:
            self._plan.deletions.note(self._found)

    @cached_property
    def states(self) -> States:
        """The states, with texts, of the tasks from which something was deleted."""
        keys = {key for key, _ in self._known | self._found}
        ids = sorted(task_id for key in keys for task_id in self._index.ids(key))
        return task_states(self._workspace, ids, text_key=self._workspace.binding.text_key) if ids else {}

    def articles_lacking(self, version: str) -> list[str]:
        """The articles whose open task lacks ``version``, because somebody deleted it there."""
        known = self._plan.deletions.all() if self._noted else self._known | self._found
        keys = [key for key, other in known if other == version and not self._plan.revisions.is_replaced(key)]
        tasks = {task_id: key for key in keys for task_id in self._index.ids(key)}
        states = task_states(self._workspace, sorted(tasks)) if tasks else {}
        lacking = {
            tasks[task_id]
            for task_id, state in states.items()
            if state.is_open and version not in state.versions
        }
        return sorted(self._index.article(key) or key for key in lacking)

    def _lacking(self, arrived: Mapping[str, int]) -> dict[str, list[str]]:
        """The versions of which the server has too few predictions, with the keys of tasks to look at."""
        counts = prediction_counts(self._workspace) if arrived else {}
        duplicates = self._index.duplicates()
        states = task_states(self._workspace, [id for ids in duplicates.values() for id in ids])
        found = {}
        for version, expected in arrived.items():
            # A duplicate task with the same suggestions would hide a deletion elsewhere.
            surplus = sum(
                max(0, sum(states[id].versions.count(version) for id in ids if id in states) - 1)
                for ids in duplicates.values()
            )
            there = counts.get(version, 0) - surplus
            if there < expected:
                keys = [key for key in self._plan.arrived(version) if self._index.ids(key)]
                if there < len(keys):
                    found[version] = keys
        return found

    def _has(self, key: str, version: str, states: States) -> bool:
        """Whether a task with this key has the version, or the version was no suggestion for this task."""
        if any(version in states[id].versions for id in self._index.ids(key) if id in states):
            return True
        sent = self._plan.sent_as(key, version)
        return sent is None or sent.status is not Status.SUGGESTED

    def _find_annotations(self, authors: set[str]) -> None:
        sent = {(key, author) for author in authors for key in self._plan.arrived(author)}
        tasks = {id: key for key, _ in sent for id in self._index.ids(key)}
        if not tasks:
            return
        empty = self._without_annotation(sorted(tasks))
        self._found |= {
            (key, author)
            for key, author in sent
            if (ids := self._index.ids(key)) and all(id in empty for id in ids)
        }

    def _without_annotation(self, task_ids: Sequence[int]) -> set[int]:
        """Those of these tasks that have no annotation. Asks in the way that takes fewer calls."""
        server, project_id = self._workspace.server, self._workspace.project_id
        number = server.count(project_id, unannotated())
        if number == 0:
            return set()
        if number <= len(task_ids):
            return server.task_ids(project_id, unannotated()) & set(task_ids)
        found: set[int] = set()
        for some in with_ids_in_turn(task_ids):
            found |= server.task_ids(project_id, [*unannotated(), some])
        return found


def prediction_counts(workspace: Workspace) -> dict[str, int]:
    """The number of predictions in the project, by version. Empty if the server does not say."""
    answer = workspace.server.get(f"/api/projects/{workspace.project_id}/model-versions/")
    if not isinstance(answer, dict):
        return {}
    return {str(version): count for version, count in answer.items() if isinstance(count, int)}


def deleted_suggestions(workspace: Workspace) -> dict[str, int]:
    """Counts the suggestions that arrived and were deleted since, by version. One call, and no task is read.

    Counts those of tasks that still exist. Suggestions that duplicate tasks have too hide as many deletions.
    """
    plan, index = workspace.plan, workspace.mirror.index
    sent = Counter(version for key, version in plan.deletions.sent() if index.ids(key))
    expected = {version: number for version, number in sent.items() if plan.is_suggestion(version)}
    counts = prediction_counts(workspace) if expected else {}
    deleted = {version: number - counts.get(version, 0) for version, number in sorted(expected.items())}
    return {version: number for version, number in deleted.items() if number > 0}
