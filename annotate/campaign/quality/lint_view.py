"""The view of the data manager in which annotators find the tasks that lint lists."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing

from annotate.campaign.server.connect import connect, open_workspace
from annotate.campaign.server.own_folder import look_at_folder
from annotate.project import Project
from annotate.studio.api.views import remove_view, show_tasks, with_annotations, with_keys


def renew_view(project: Project, title: str, tasks: Mapping[int, int]) -> dict[str, object]:
    """Makes or renews the view of these tasks in the campaign's project; deletes it if there are none.

    ``tasks`` maps each task to one of its annotations. Returns ``outcome`` (made, renewed, deleted, none),
    ``title``, ``tasks`` and ``address``. Raises `StudioError` if Label Studio cannot be reached, or if the
    title is that of somebody else's view.
    """
    with connect(project) as studio, closing(open_workspace(project, studio)) as workspace:
        look_at_folder(project, workspace.plan)
        made: dict[str, object] = {"title": title, "tasks": len(tasks), "address": None}
        if not tasks:
            removed = remove_view(studio, workspace.project_id, title)
            return {"outcome": "deleted" if removed else "none", **made}
        if workspace.ontology.adopted:  # its tasks have no keys on the server
            chosen = with_annotations(tasks.values())
        else:
            known = workspace.mirror.known()
            chosen = with_keys(task.key for task in known if task.task_id in tasks and task.key is not None)
        view = show_tasks(studio, workspace.project_id, title, chosen)
        return {**made, "outcome": "made" if view.is_new else "renewed", "address": view.address}
