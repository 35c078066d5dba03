"""Removes duplicate tasks (tasks with the same key) and suggestions that one task has twice.

A push always deletes duplicates that a push made by sending a call twice, and other duplicates only on
request. A push never deletes a task that an annotator has worked on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from annotate.studio.push.server_tasks import ServerTasks
from annotate.studio.push.task_states import remove_second_predictions, task_states
from annotate.studio.push.unfinished import Unfinished
from annotate.studio.workspace import Workspace


def remove_duplicates(
    workspace: Workspace, on_server: ServerTasks, unfinished: Unfinished, *, all_of_them: bool
) -> tuple[dict[str, list[int]], list[int]]:
    """Deletes the duplicates that a push made or, with ``all_of_them``, all duplicates.

    Returns the remaining duplicate tasks, by article, and the ids of the deleted tasks.
    """
    index = on_server.index
    duplicates = index.duplicates()
    again = unfinished.tasks_again
    wanted = {key: ids for key, ids in duplicates.items() if all_of_them or key in again}
    kept = _kept(workspace, wanted)
    removed = [one for key, ids in wanted.items() for one in ids if one not in kept[key]]
    for task_id in removed:
        workspace.server.delete_task(task_id)
    left = {index.article(key) or key: ids for key, ids in {**duplicates, **kept}.items() if len(ids) > 1}
    on_server.remove(removed)
    for version, task_ids in unfinished.predictions_again:
        remove_second_predictions(workspace, task_ids, version)
    return left, removed


def _kept(workspace: Workspace, duplicates: Mapping[str, Sequence[int]]) -> dict[str, list[int]]:
    """Chooses the tasks to keep for each key: all tasks that an annotator has worked on.

    If there are none, chooses the task with the most versions of suggestions.
    """
    states = task_states(workspace, [one for ids in duplicates.values() for one in ids])
    kept = {}
    for key, ids in duplicates.items():
        free = [one for one in ids if states[one].is_open and not workspace.server.drafts(one)]
        free.sort(key=lambda one: (-len(states[one].versions), one))
        kept[key] = [one for one in ids if one not in free] or free[:1]
    return kept
