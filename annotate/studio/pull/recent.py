"""Finds tasks that differ from the mirror: among the latest, or among all if the server's clock was set back.

A later pull reads what changed after the latest change that it knows. If the server's clock was set back, new
changes look old. Four facts show it without a further request: the numbers of annotations that the project
states, the latest tasks, tasks that are no longer among the latest, and the time in the server's answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from annotate.studio.api.client import task_number
from annotate.studio.api.filters import LATEST_FIRST, before, changed_after, moment_of, server_time
from annotate.studio.api.listings import NARROW_PAGE
from annotate.studio.api.paging import Page
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.mirrored import CountedTask
from annotate.studio.workspace import Workspace

# A long transaction, or another clock, may date a change back by this much at most without further evidence.
OVERLAP = timedelta(seconds=90)
LATEST = 100  # tasks that each pull compares with the mirror
_SECOND = timedelta(seconds=1)  # the precision of the server's clock in an answer
_SET_BACK_S = 60.0  # smaller steps of the clock lie within the overlap
_INCLUDE = "id,updated_at,total_annotations,cancelled_annotations"
Task = dict[str, Any]


@dataclass(frozen=True)
class Numbers:
    """The numbers of a project's tasks and annotations. None is unknown."""

    tasks: int | None
    submitted: int | None
    skipped: int | None

    @classmethod
    def stated(cls, project: dict[str, Any]) -> Numbers:
        """The numbers in the project's settings, as the server states them."""
        names = ("task_number", "total_annotations_number", "skipped_annotations_number")
        return cls(*(value if type(value := project.get(name)) is int else None for name in names))

    @classmethod
    def mirrored(cls, mirror: Mirror, unreadable: Iterable[int] = ()) -> Numbers:
        """The numbers in the mirror. Counts the ``unreadable`` tasks too if the mirror lacks them."""
        others = set(unreadable)
        tasks = submitted = skipped = 0
        for task in mirror.counted():
            others.discard(task.task_id)
            tasks += 1
            submitted += task.submitted
            skipped += task.skipped
        return cls(tasks + len(others), submitted, skipped)

    def minus(self, other: Numbers) -> list[int | None]:
        """The differences of the three numbers. A number that is unknown gives None."""
        pairs = (
            (self.tasks, other.tasks),
            (self.submitted, other.submitted),
            (self.skipped, other.skipped),
        )
        return [None if one is None or two is None else one - two for one, two in pairs]


@dataclass(frozen=True)
class Recent:
    """The latest tasks on the server, and the server's clock, before a pull reads anything.

    ``latest`` is the newest ``updated_at``, or None if there is no task. ``complete`` says that ``tasks`` are
    all tasks of the project.
    """

    latest: str | None
    tasks: list[Task]
    complete: bool
    now: datetime | None
    ahead_s: float | None

    @property
    def cursor(self) -> str | None:
        """Where the next pull begins: at the latest change, or at the server's clock if that is earlier."""
        if self.latest is None or self.now is None or moment_of(self.latest) <= self.now + _SECOND:
            return self.latest
        return server_time(self.now)

    def covers(self, since: datetime) -> bool:
        """Whether all tasks that changed after ``since`` are among ``tasks``."""
        return self.complete or any(moment_of(task["updated_at"]) <= since for task in self.tasks)


def read_recent(workspace: Workspace) -> Recent:
    """Reads the latest tasks, without their content."""
    studio = workspace.server
    answer = studio.page(
        workspace.project_id,
        fields="task_only",
        include=_INCLUDE,
        page_size=LATEST,
        order=LATEST_FIRST,
    )
    page = Page.of(answer)
    latest = str(page.tasks[0]["updated_at"]) if page.tasks else None
    return Recent(latest, page.tasks, page.left == len(page.tasks), studio.clock.now, studio.clock.ahead_s)


def tasks_since(workspace: Workspace, recent: Recent, since: datetime) -> list[Task]:
    """The tasks that changed after ``since``, and the latest ones. Makes a request only if it must."""
    tasks = {task["id"]: task for task in recent.tasks}
    if not recent.covers(since):
        tasks |= {task["id"]: task for task in _listed(workspace, since)}
    return list(tasks.values())


def all_tasks(workspace: Workspace, at_least: int = 0) -> Iterable[Task]:
    """Yields all tasks, without their content: id, time of change, numbers of annotations."""
    return _listed(workspace, None, at_least)


def _listed(workspace: Workspace, since: datetime | None, at_least: int = 0) -> Iterable[Task]:
    return workspace.server.tasks(
        workspace.project_id,
        fields="task_only",
        include=_INCLUDE,
        page_size=NARROW_PAGE,
        filters=[] if since is None else [changed_after(since)],
        at_least=at_least,
    )


def differs(task: Task, known: CountedTask | None) -> bool:
    """Whether a task on the server has another time of change or other numbers than in the mirror."""
    if known is None or not known.pulled or known.updated_at != task["updated_at"]:
        return True
    numbers = (task.get("total_annotations"), task.get("cancelled_annotations"))
    return any(
        type(there) is int and there != here
        for there, here in zip(numbers, (known.submitted, known.skipped), strict=True)
    )


def is_old(task: Task, cursor: str) -> bool:
    """Whether a task's time of change is well before ``cursor``."""
    return moment_of(task["updated_at"]) <= before(cursor, OVERLAP)


def dated_back(task: Task, known: CountedTask | None, cursor: str) -> bool:
    """Whether a task was changed after the last pull and has a time of change well before it."""
    if known is None or not known.pulled:
        return False
    return known.updated_at != task["updated_at"] and is_old(task, cursor)


def no_longer_recent(mirror: Mirror, tasks: Iterable[Task], since: datetime) -> bool:
    """Whether the mirror has a task that changed after ``since`` and that ``tasks`` lacks.

    ``tasks`` must have all tasks that changed after ``since`` on the server.
    """
    there = {task["id"] for task in tasks}
    start = server_time(since)[:19]  # without the fraction, which some times lack
    return any(
        task.task_id not in there
        and task.updated_at is not None
        and task.updated_at[:19] >= start
        and moment_of(task.updated_at) > since
        for task in mirror.known()
    )


def clock_was_set_back(recent: Recent, cursor: str, ahead_s: float | None) -> bool:
    """Whether the server's clock is behind ``cursor``, or has lost time since the last pull.

    ``ahead_s`` is how far the server's clock was ahead of this machine's clock at that pull.
    """
    if recent.now is not None and recent.now + _SECOND < moment_of(cursor):
        return True
    if recent.ahead_s is None or ahead_s is None:
        return False
    return recent.ahead_s < ahead_s - _SET_BACK_S


def changes_there(workspace: Workspace) -> tuple[int, int]:
    """The number of tasks that changed since the last pull, and how many of those look older than that pull.

    Compares all tasks with the mirror only if the latest tasks show no change and other facts do.
    """
    mirror, studio = workspace.mirror, workspace.server
    cursor = mirror.setting("cursor")
    if cursor is None:
        return task_number(workspace.project), 0
    recent = read_recent(workspace)
    since = before(cursor, OVERLAP)
    set_aside = {int(task_id) for task_id in mirror.setting("set_aside") or ()}
    if covers := recent.covers(since):
        changed, old = _changed(mirror, recent.tasks, cursor, set_aside)
    else:
        changed, old = studio.count(workspace.project_id, [changed_after(moment_of(cursor))]), 0
    if old or (
        not changed
        and (
            (covers and no_longer_recent(mirror, recent.tasks, since))
            or clock_was_set_back(recent, cursor, mirror.setting("ahead_s"))
            or _other_annotations(workspace, set_aside)
        )
    ):
        changed, old = _changed(mirror, all_tasks(workspace), cursor, set_aside)
    return changed, old


def agree(differences: Sequence[int | None], mirror: Mirror) -> bool:
    """Whether numbers differ from those of the mirror only as they did after the last comparison."""
    former = mirror.setting("differences") or [0, 0, 0]
    return all(now in (None, then) for now, then in zip(differences, former, strict=True))


def _other_annotations(workspace: Workspace, set_aside: set[int]) -> bool:
    """Whether the project states as many tasks as the mirror has, and other numbers of annotations."""
    mirrored = Numbers.mirrored(workspace.mirror, set_aside)
    differences = Numbers.stated(workspace.project).minus(mirrored)
    return not differences[0] and not agree([0, *differences[1:]], workspace.mirror)


def _changed(mirror: Mirror, tasks: Iterable[Task], cursor: str, set_aside: set[int]) -> tuple[int, int]:
    """Counts the tasks that differ from the mirror, and those of them whose time of change is old."""
    known = {task.task_id: task for task in mirror.counted()}
    changed = [task for task in tasks if task["id"] not in set_aside and differs(task, known.get(task["id"]))]
    return len(changed), sum(is_old(task, cursor) for task in changed)
