"""Pull: updates the mirror with the changes on the server since the last pull.

The first pull reads everything. A later pull reads the tasks that changed since the previous pull began, or
in the 90 seconds before, because a long transaction or another clock may date a change back. It compares all
tasks, without their content, if the numbers of tasks or annotations differ, or if the server's clock was set
back: Label Studio leaves no trace of a deleted task, and old changes look like no changes. A saved draft does
not change a task's ``updated_at``, so a pull lists drafts separately.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import Any

from annotate.studio.api.ahead import one_ahead
from annotate.studio.api.client import task_number
from annotate.studio.api.filters import before, moment_of, with_drafts
from annotate.studio.api.listed_account import LEFT, ListedAccount
from annotate.studio.api.listings import PAGE
from annotate.studio.api.paging import IncompleteError, incomplete
from annotate.studio.pull.prediction_versions import ParentPredictions
from annotate.studio.pull.recent import (
    OVERLAP,
    Numbers,
    Recent,
    agree,
    all_tasks,
    clock_was_set_back,
    dated_back,
    differs,
    is_old,
    no_longer_recent,
    read_recent,
    tasks_since,
)
from annotate.studio.pull.task_keys import own_key
from annotate.studio.store.forgotten_content import TaskFilter
from annotate.studio.store.mirrored import Changes, GoneAnnotation
from annotate.studio.workspace import Workspace

__all__ = ["OVERLAP", "PAGE", "PullReport", "pull"]

# `include` also filters the keys of nested annotations, so their keys are named here too.
INCLUDE = (
    "id,data,created_at,updated_at,annotations,result,completed_by,updated_by,was_cancelled,"
    "lead_time,ground_truth,parent_prediction,parent_annotation,import_id"
)
# Without `created_ago`, which differs in every answer.
_DRAFT_KEYS = ("id", "user", "result", "lead_time", "created_at", "updated_at", "annotation")
_LISTINGS = 3  # of all tasks, if tasks are deleted meanwhile
Progress = Callable[[int], None]


@dataclass
class PullReport:
    """The counts of a pull. ``set_aside`` maps each task that Label Studio could not return to the reason.

    ``tasks`` counts the tasks in the mirror. ``whole`` says that the pull read the project from the start.
    ``compared`` counts the tasks that were compared with the mirror because something was not as expected.
    ``dated_back`` counts the changed tasks whose time of change is well before the last pull.
    ``gone`` are the annotations and drafts that were deleted on the server since the last pull.
    """

    tasks: int = 0
    whole: bool = False
    compared: int = 0
    dated_back: int = 0
    changes: Changes = field(default_factory=Changes)
    set_aside: dict[int, str] = field(default_factory=dict)
    gone: list[GoneAnnotation] = field(default_factory=list)


def pull(
    workspace: Workspace,
    *,
    drafts: bool = False,
    compare: bool = False,
    progress: Progress = lambda done: None,
) -> PullReport:
    """Copies the project's tasks and annotations into the mirror, and drafts if ``drafts`` is set.

    With ``compare``, compares every task with the mirror, whatever its time of change.
    Stores in the plan the version that each annotation began with. A pull may be stopped at any point: the
    mirror keeps the tasks read so far, and the next pull reads the rest.
    Raises `ConfigError` if the live configuration does not match the ontology.
    """
    project = workspace.project
    _ = workspace.binding
    workspace.mirror.check_project(project)
    listed = workspace.server.accounts()
    workspace.mirror.set_settings(
        label_config=project["label_config"],
        users=_names(workspace, listed),
        model_version=project.get("model_version"),
    )
    only = TaskFilter(workspace.plan.forgotten, listed)
    return _Pull(workspace, only, progress).run(drafts, compare)


def _names(workspace: Workspace, listed: list[ListedAccount]) -> dict[int, str]:
    """The names of all accounts by id. The plan learns them before anybody leaves."""
    accounts, mirror = workspace.plan.accounts, workspace.mirror
    if not accounts.all():
        # Of earlier versions of this toolkit, which kept the names in the mirror only.
        former = (mirror.setting("users") or {}).items()
        accounts.learn(ListedAccount(int(id), None if name == LEFT else name) for id, name in former)
        tasks = mirror.tasks()
        while some := list(islice(tasks, PAGE)):
            accounts.note_work(body for task in some for body in task.annotations)
    return accounts.learn(listed)


class _Pull:
    def __init__(self, workspace: Workspace, only: TaskFilter, progress: Progress) -> None:
        self.workspace = workspace
        self.only = only
        self.studio = workspace.server
        self.project_id = workspace.project_id
        self.mirror, self.plan = workspace.mirror, workspace.plan
        self.progress = progress
        self.reader = workspace.reader(INCLUDE, PAGE)
        self.parents = ParentPredictions(workspace)
        self.report = PullReport()
        self.key_of = partial(own_key, text_key=workspace.binding.text_key, plan=workspace.plan)
        self.stated = Numbers(None, None, None)
        self.read = 0

    def run(self, drafts: bool, compare: bool) -> PullReport:
        # Read first: whatever changes during this pull is later than this, and the next pull reads it.
        recent = read_recent(self.workspace)
        latest = recent.latest
        # Tasks that could not be read before are tried again at every pull.
        formerly = [int(task_id) for task_id in self.mirror.setting("set_aside") or ()]
        cursor = self.mirror.setting("cursor")
        begun = self.mirror.setting("reading")
        if cursor is not None and not begun and (latest is None or moment_of(latest) < moment_of(cursor)):
            # The server was set back to an earlier state.
            self.plan.predictions.forget()
            begun, cursor = {"after": 0, "latest": recent.cursor}, None
        if cursor is None:
            self.report.whole = True
            self._read_all(begun or {"after": 0, "latest": recent.cursor})
            # A continued pull has not seen what changed after it was first begun.
            cursor = begun["latest"] if begun else None
        if cursor is not None:
            set_back = clock_was_set_back(recent, cursor, self.mirror.setting("ahead_s"))
            compare |= self._read_changed(recent, cursor, formerly) or set_back
        self._read(formerly)
        self._find_missed(recent, cursor, compare)
        self.parents.look_up(self.reader.set_aside)
        if drafts:
            self._read_drafts()
        # With what a push has noticed; earlier versions of this toolkit stored its number.
        self.report.gone = self.mirror.newly_gone()
        self.report.changes.gone = len(self.report.gone) + (self.mirror.setting("gone_since") or 0)
        self.mirror.set_settings(
            ahead_s=self._ahead_s(recent),
            cursor=recent.cursor,
            reading=None,
            set_aside=self._set_aside(),
            gone_since=0,
        )
        self.mirror.settle_gone()
        self.report.tasks = self.mirror.count()
        self.report.set_aside = dict(self.reader.set_aside)
        return self.report

    def _ahead_s(self, recent: Recent) -> float | None:
        """How far the server's clock may be ahead: now or, if nothing changed there, at an earlier pull.

        So several small steps back cannot together exceed the overlap unnoticed.
        """
        before = self.mirror.setting("ahead_s")
        if recent.ahead_s is None:
            return before  # type: ignore[no-any-return]
        unchanged = before is not None and self.mirror.setting("cursor") == recent.cursor
        return max(before, recent.ahead_s) if unchanged and not self.report.compared else recent.ahead_s

    def _read_all(self, begun: dict[str, Any]) -> None:
        stated = task_number(self.workspace.project) if not begun["after"] else 0
        try:
            with closing(self._ahead(self.reader.pages(after=begun["after"], at_least=stated))) as pages:
                for page in pages:
                    reading = {**begun, "after": page[-1]["id"]}
                    self._take_page(page, reading=reading, set_aside=self._set_aside())
        except IncompleteError:
            # What such a server returned may be cut, too. So the next pull reads it again.
            self.mirror.set_settings(reading={**begun, "after": 0})
            raise

    def _read_changed(self, recent: Recent, cursor: str, unreadable: Collection[int] = ()) -> bool:
        """Reads what changed since ``cursor``, except tasks that were ``unreadable`` before.

        Returns whether older changes may exist too.
        """
        since = before(cursor, OVERLAP)
        tasks = tasks_since(self.workspace, recent, since)
        changed, odd = [], no_longer_recent(self.mirror, tasks, since)
        for task in tasks:
            known = next(self.mirror.counted(task["id"]), None)
            if task["id"] not in unreadable and differs(task, known):
                changed.append(task["id"])
                back = dated_back(task, known, cursor)
                self.report.dated_back += back
                odd |= back or (known is None and is_old(task, cursor))
        self._read(changed)
        return odd

    def _find_missed(self, recent: Recent, cursor: str | None, compare: bool) -> None:
        """Compares all tasks with the mirror if the numbers differ from those that the server states.

        If ``compare`` is set, compares them in any case. Marks tasks deleted on the server as gone, and reads
        tasks that differ or that the mirror lacks. Even if the numbers agree, reads tasks that the mirror
        knows from a push but has not pulled yet.
        """
        if not compare:
            compare = not agree(self._differences(), self.mirror)
            if compare and recent.cursor is not None:
                # Perhaps people only went on working. What they did meanwhile is later than `recent`.
                self._read_changed(read_recent(self.workspace), recent.cursor)
                compare = not agree(self._differences(), self.mirror)
        if compare:
            self._compare(cursor)
        self._read([task.task_id for task in self.mirror.known() if not task.pulled])

    def _differences(self) -> list[int | None]:
        self.stated = self._stated()
        return self.stated.minus(Numbers.mirrored(self.mirror, self.reader.set_aside))

    def _stated(self) -> Numbers:
        stated = Numbers.stated(self.studio.project(self.project_id))
        if stated.tasks is not None:
            return stated
        return replace(stated, tasks=self.studio.count(self.project_id))

    def _compare(self, cursor: str | None) -> None:
        """Compares each task on the server with the mirror, without its content. Reads those that differ."""
        known = {task.task_id: task for task in self.mirror.counted()}
        for _ in range(_LISTINGS):
            stated = self._stated()
            there: set[int] = set()
            changed: list[int] = []
            old = 0
            for task in all_tasks(self.workspace, at_least=stated.tasks or 0):
                there.add(task["id"])
                here = known.get(task["id"])
                if differs(task, here):
                    changed.append(task["id"])
                    old += cursor is not None and dated_back(task, here, cursor)
            if len(there) >= (stated.tasks or 0):
                break  # else tasks were deleted meanwhile, or the server withholds some
        else:
            raise incomplete(self.studio.url, stated.tasks or 0, len(there))
        self.report.compared = len(there)
        self.report.dated_back += old
        self.report.changes += self.mirror.mark_gone(sorted(known.keys() - there))
        self.reader.set_aside = {
            task_id: why for task_id, why in self.reader.set_aside.items() if task_id in there
        }
        self._read(changed)
        differences = self._differences()
        if self.stated == stated:
            # Some numbers never agree, for example if a task with annotations cannot be read.
            self.mirror.set_settings(differences=differences)

    def _read_drafts(self) -> None:
        there = self.studio.task_ids(self.project_id, [with_drafts()])
        forgotten = self.mirror.forgotten()
        for task_id in sorted((there | self.mirror.tasks_with_drafts()) - forgotten):
            found = self.studio.drafts(task_id) if task_id in there else []
            kept = self.only.drafts({key: draft.get(key) for key in _DRAFT_KEYS} for draft in found)
            self.report.changes += self.mirror.update_drafts(task_id, kept)

    def _read(self, task_ids: Iterable[int]) -> None:
        """Reads these tasks, except tasks that this pull has already failed to read."""
        wanted = [task_id for task_id in task_ids if task_id not in self.reader.set_aside]
        with closing(self._ahead(self.reader.by_ids(wanted))) as pages:
            for page in pages:
                self._take_page(page)

    def _take_page(self, page: list[dict[str, Any]], **settings: Any) -> None:
        page = [self.only.stored(task) for task in page]
        self.plan.accounts.note_work(body for task in page for body in task.get("annotations") or ())
        self.report.changes += self.mirror.update(page, key_of=self.key_of, **settings)
        self.parents.take(page)
        self.read += len(page)
        self.progress(self.read)

    def _ahead(self, pages: Iterator[list[dict[str, Any]]]) -> Any:
        return one_ahead(pages, self.studio.stop_waiting)

    def _set_aside(self) -> dict[str, str]:
        return {str(task_id): why for task_id, why in self.reader.set_aside.items()}
