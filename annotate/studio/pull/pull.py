"""Pull: updates the mirror with the changes on the server since the last pull.

The first pull reads everything. A later pull reads the tasks that changed since the previous pull began, or
in the 90 seconds before, because a long transaction or another clock may date a change back. Label Studio
leaves no trace of a deleted task. So a pull compares the number of tasks, and lists all task ids if the
numbers differ. A saved draft does not change a task's ``updated_at``, so a pull lists drafts separately.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from annotate.studio.api.ahead import one_ahead
from annotate.studio.api.filters import before, changed_after, moment_of, with_drafts
from annotate.studio.api.listings import NARROW_PAGE, PAGE
from annotate.studio.pull.prediction_versions import ParentPredictions
from annotate.studio.store.mirrored import Changes
from annotate.studio.workspace import Workspace

# `include` also filters the keys of nested annotations, so their keys are named here too.
INCLUDE = (
    "id,data,created_at,updated_at,annotations,result,completed_by,was_cancelled,lead_time,"
    "ground_truth,parent_prediction,parent_annotation,import_id"
)
# Without `created_ago`, which differs in every answer.
_DRAFT_KEYS = ("id", "user", "result", "lead_time", "created_at", "updated_at", "annotation")
OVERLAP = timedelta(seconds=90)
Progress = Callable[[int], None]


@dataclass
class PullReport:
    """The counts of a pull. ``set_aside`` maps each task that Label Studio could not return to the reason.

    ``tasks`` counts the tasks in the mirror. ``whole`` says that the pull read the project from the start.
    """

    tasks: int = 0
    whole: bool = False
    changes: Changes = field(default_factory=Changes)
    set_aside: dict[int, str] = field(default_factory=dict)


def pull(
    workspace: Workspace,
    *,
    drafts: bool = False,
    progress: Progress = lambda done: None,
) -> PullReport:
    """Copies the project's tasks and annotations into the mirror, and drafts if ``drafts`` is set.

    Stores in the plan the version that each annotation began with. A pull may be stopped at any point: the
    mirror keeps the tasks read so far, and the next pull reads the rest.
    Raises `ConfigError` if the live configuration does not match the ontology.
    """
    project = workspace.project
    _ = workspace.binding
    workspace.mirror.check_project(project)
    workspace.mirror.set_settings(
        label_config=project["label_config"],
        users=workspace.server.users(),
        model_version=project.get("model_version"),
    )
    return _Pull(workspace, progress).run(drafts)


class _Pull:
    def __init__(self, workspace: Workspace, progress: Progress) -> None:
        self.studio = workspace.server
        self.project_id = workspace.project_id
        self.mirror, self.plan = workspace.mirror, workspace.plan
        self.progress = progress
        self.reader = workspace.reader(INCLUDE, PAGE)
        self.parents = ParentPredictions(workspace)
        self.report = PullReport()
        self.read = 0

    def run(self, drafts: bool) -> PullReport:
        # Read first: whatever changes during this pull is later than this, and the next pull reads it.
        latest, _ = self.studio.latest_change(self.project_id)
        # Tasks that could not be read before are tried again at every pull.
        formerly = [int(task_id) for task_id in self.mirror.setting("set_aside") or ()]
        cursor = self.mirror.setting("cursor")
        begun = self.mirror.setting("reading")
        if cursor is not None and not begun and (latest is None or moment_of(latest) < moment_of(cursor)):
            # The server was set back to an earlier state.
            self.plan.predictions.forget()
            begun, cursor = {"after": 0, "latest": latest}, None
        if cursor is None:
            self.report.whole = True
            self._read_all(begun or {"after": 0, "latest": latest})
            # A continued pull has not seen what changed after it was first begun.
            cursor = begun["latest"] if begun else None
        if cursor is not None:
            self._read_changed(cursor)
        self._read(formerly)
        self._find_gone()
        self.parents.look_up(self.reader.set_aside)
        if drafts:
            self._read_drafts()
        self.report.changes.gone += self.mirror.setting("gone_since") or 0  # noticed by a push
        self.mirror.set_settings(cursor=latest, reading=None, set_aside=self._set_aside(), gone_since=0)
        self.report.tasks = self.mirror.count()
        self.report.set_aside = dict(self.reader.set_aside)
        return self.report

    def _read_all(self, begun: dict[str, Any]) -> None:
        with closing(self._ahead(self.reader.pages(after=begun["after"]))) as pages:
            for page in pages:
                reading = {**begun, "after": page[-1]["id"]}
                self._take_page(page, reading=reading, set_aside=self._set_aside())

    def _read_changed(self, cursor: str) -> None:
        since = changed_after(before(cursor, OVERLAP))
        listed = self.studio.tasks(
            self.project_id,
            fields="task_only",
            include="id,updated_at",
            page_size=NARROW_PAGE,
            filters=[since],
        )
        self._read(
            [task["id"] for task in listed if not self.mirror.is_current(task["id"], task["updated_at"])]
        )

    def _find_gone(self) -> None:
        """If the mirror and the server have different numbers of tasks, fetches all task ids from the server.

        Marks tasks deleted on the server as gone, and reads tasks that the mirror lacks. Even if the numbers
        agree, reads tasks that the mirror knows from a push but has not pulled yet.
        """
        known = {task.task_id: task for task in self.mirror.known()}
        unread = [task_id for task_id, task in known.items() if not task.pulled]
        here = known.keys() | self.reader.set_aside.keys()
        if self.studio.count(self.project_id) != len(here):
            there = self.studio.task_ids(self.project_id)
            self.report.changes += self.mirror.mark_gone(sorted(known.keys() - there))
            self.reader.set_aside = {
                task_id: why for task_id, why in self.reader.set_aside.items() if task_id in there
            }
            unread = sorted({*unread, *there - here} & there)
        self._read(unread)

    def _read_drafts(self) -> None:
        there = self.studio.task_ids(self.project_id, [with_drafts()])
        for task_id in sorted(there | self.mirror.tasks_with_drafts()):
            found = self.studio.drafts(task_id) if task_id in there else []
            kept = [{key: draft.get(key) for key in _DRAFT_KEYS} for draft in found]
            self.report.changes += self.mirror.update_drafts(task_id, kept)

    def _read(self, task_ids: Iterable[int]) -> None:
        """Reads these tasks, except tasks that this pull has already failed to read."""
        wanted = [task_id for task_id in task_ids if task_id not in self.reader.set_aside]
        with closing(self._ahead(self.reader.by_ids(wanted))) as pages:
            for page in pages:
                self._take_page(page)

    def _take_page(self, page: list[dict[str, Any]], **settings: Any) -> None:
        self.report.changes += self.mirror.update(page, **settings)
        self.parents.take(page)
        self.read += len(page)
        self.progress(self.read)

    def _ahead(self, pages: Iterator[list[dict[str, Any]]]) -> Any:
        return one_ahead(pages, self.studio.stop_waiting)

    def _set_aside(self) -> dict[str, str]:
        return {str(task_id): why for task_id, why in self.reader.set_aside.items()}
