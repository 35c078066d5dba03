"""The progress of a campaign: counts from the mirror, and of changes on the server since the last pull."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from statistics import median
from threading import Timer
from typing import Any

from annotate.campaign.server.connect import connect, open_mirror, open_plan
from annotate.campaign.server.own_folder import look_at_folder
from annotate.core.annotation import Status
from annotate.core.errors import ConfigError, MissingExtraError, StudioError
from annotate.project import Project
from annotate.studio.api.client import Studio, task_number
from annotate.studio.api.filters import moment_of, with_drafts
from annotate.studio.pull.originals import ANNOTATION, author_name, with_original
from annotate.studio.pull.reading import LONGEST_S
from annotate.studio.pull.recent import changes_there
from annotate.studio.push.deleted import deleted_suggestions
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.plan import Plan
from annotate.studio.workspace import Workspace, find_project

PATIENCE_S = 15.0  # a failing server is not asked again after this time


@dataclass
class TaskCounts:
    """Counts of the mirror's tasks.

    Each task that annotate made counts once in the first four fields, by the furthest state that any
    annotator reached. ``replaced`` counts tasks whose article has a newer text. ``replaced_untouched`` counts
    replaced tasks without an annotation or a draft: nobody needs to annotate these tasks. ``unread`` counts
    tasks that are known from a push but not pulled yet. ``not_ours`` counts tasks that annotate did not make,
    ``forgotten`` tasks that are on the server and whose articles are forgotten.
    """

    submitted: int = 0
    skipped: int = 0
    draft: int = 0
    untouched: int = 0
    replaced: int = 0
    replaced_untouched: int = 0
    unread: int = 0
    not_ours: int = 0
    forgotten: int = 0

    @property
    def open(self) -> int:
        """The number of tasks that wait for an annotator."""
        return self.untouched - self.replaced_untouched

    @property
    def on_server(self) -> int:
        """The number of tasks on the server, as the mirror knows it."""
        return self.submitted + self.skipped + self.draft + self.untouched + self.not_ours + self.forgotten


@dataclass
class AnnotatorWork:
    """The work of one annotator. Times are Label Studio's lead times of submitted annotations, in seconds."""

    name: str
    submitted: int = 0
    skipped: int = 0
    drafts: int = 0
    lead_times_s: array[float] = field(default_factory=lambda: array("d"))

    @property
    def median_s(self) -> float | None:
        """The median time of a submitted annotation, or None if no annotation has a time."""
        return median(self.lead_times_s) if self.lead_times_s else None

    @property
    def total_s(self) -> float:
        """The total time of the submitted annotations."""
        return sum(self.lead_times_s)


@dataclass
class DayWork:
    """The numbers of annotations submitted and skipped on one day, by this machine's clock."""

    day: date
    submitted: int = 0
    skipped: int = 0


@dataclass(frozen=True)
class ServerNow:
    """Counts of the tasks on the server at this moment.

    ``changed`` counts new tasks and tasks that changed after the last pull. ``dated_back`` counts the changed
    tasks that look older than the last pull, because the server's clock was set back. ``added`` and ``gone``
    are minimums, because they compare numbers of tasks: one added and one deleted task cancel out.
    ``screen_fault`` says why the labelling configuration does not fit the ontology, or is None if it does.
    ``deleted`` counts suggestions that were sent and have been deleted since, by version.
    """

    tasks: int
    changed: int
    added: int
    gone: int
    with_drafts: int
    model_version: str | None
    dated_back: int = 0
    screen_fault: str | None = None
    deleted: dict[str, int] = field(default_factory=dict)


@dataclass
class CampaignProgress:
    """Counts of what this campaign sent, and of what Label Studio had at the last pull and has now.

    ``seen_until`` is the time of the server's latest change at the last pull. ``server`` is None if the
    server was not asked. ``not_asked`` is then the reason, or None if nothing was pushed yet.
    """

    pushed: int
    pulled: bool
    seen_until: str | None
    versions: dict[str, int]
    model_version: str | None
    tasks: TaskCounts = field(default_factory=TaskCounts)
    statuses: dict[str, int] = field(default_factory=dict)
    empty: int = 0
    annotators: list[AnnotatorWork] = field(default_factory=list)
    days: list[DayWork] = field(default_factory=list)
    server: ServerNow | None = None
    not_asked: str | None = None
    forgotten_articles: int = 0
    forgotten_annotators: int = 0


def campaign_progress(project: Project) -> CampaignProgress:
    """Returns the project's progress. Asks the server too, if it can be reached. Changes nothing there."""
    with closing(open_plan(project)) as plan, closing(open_mirror(project)) as mirror:
        look_at_folder(project, plan)
        with mirror.reading(), plan.reading():
            progress = count_progress(mirror, plan, adopted=project.ontology.adopted)
        configured = project.settings.studio.project
        if plan.link is None and configured is None:
            return progress
        try:
            with connect(project) as studio, _patience(studio):
                project_id = find_project(studio, plan, configured)
                progress.server = ask_server(Workspace(studio, project_id, project.ontology, plan, mirror))
        except (StudioError, MissingExtraError) as error:
            progress.not_asked = f"{error.what} {error.remedy or ''}".rstrip()
    return progress


def count_progress(mirror: Mirror, plan: Plan, *, adopted: bool = False) -> CampaignProgress:
    """Counts the mirror's tasks and annotations in one pass, without decoding annotations.

    In an ``adopted`` project, tasks that other programs made count too.
    """
    new_mirror = mirror.count() == 0  # it has no task yet
    progress = CampaignProgress(
        pushed=plan.count_articles(),
        pulled=mirror.setting("label_config") is not None,
        seen_until=mirror.setting("cursor"),
        versions=dict(
            Counter(version for key, version in plan.all_arrived() if new_mirror or mirror.index.ids(key))
        ),
        model_version=mirror.setting("model_version") or None,
        forgotten_articles=plan.forgotten.articles,
        forgotten_annotators=plan.forgotten.annotators,
    )
    count = _Count(progress, plan, mirror.setting("users") or {}, adopted)
    for _, rows in groupby(mirror.work(), key=lambda row: row["row"]):
        count.task(list(rows))
    progress.annotators = sorted(count.people.values(), key=lambda work: (-work.submitted, work.name))
    progress.days = [count.days[day] for day in sorted(count.days)]
    progress.statuses = dict(count.statuses)
    return progress


def ask_server(workspace: Workspace) -> ServerNow:
    """Compares the server with the last pull. Raises `StudioError` if the server does not answer."""
    studio, project_id, mirror = workspace.server, workspace.project_id, workspace.mirror
    project = workspace.project
    total = task_number(project)
    changed, dated_back = changes_there(workspace)
    known = mirror.count() + _known_unreadable(mirror)
    return ServerNow(
        tasks=total,
        changed=changed,
        dated_back=dated_back,
        added=max(0, total - known),
        gone=max(0, known - total),
        with_drafts=studio.count(project_id, [with_drafts()]),
        model_version=project.get("model_version") or None,
        screen_fault=_screen_fault(workspace),
        deleted=deleted_suggestions(workspace),
    )


def _screen_fault(workspace: Workspace) -> str | None:
    try:
        _ = workspace.binding
    except ConfigError as error:
        return f"{error.what} {error.remedy or ''}".rstrip()
    return None


class _Count:
    def __init__(self, progress: CampaignProgress, plan: Plan, users: dict[str, str], adopted: bool) -> None:
        self.progress = progress
        self.plan = plan
        self.adopted = adopted
        self.users = {int(id): name for id, name in users.items()}
        self.statuses: Counter[str] = Counter()
        self.people: dict[str, AnnotatorWork] = {}
        self.days: dict[date, DayWork] = {}

    def task(self, rows: list[Any]) -> None:
        """Counts one task with its annotations and drafts."""
        tasks, first = self.progress.tasks, rows[0]
        if first["forgotten"]:
            tasks.forgotten += 1
            return
        rows = [row for row in rows if not row["left_out"]] or [{**dict(first), "kind": None}]
        tasks.unread += not first["pulled"]
        if not first["ours"] and not self.adopted:
            tasks.not_ours += 1
            return
        tasks.replaced += bool(first["replaced"])
        done = {self._work(row) for row in rows if row["kind"] is not None}
        if Status.SUBMITTED in done:
            tasks.submitted += 1
        elif Status.SKIPPED in done:
            tasks.skipped += 1
        elif done:
            tasks.draft += 1
        else:
            tasks.untouched += 1
            tasks.replaced_untouched += bool(first["replaced"])

    def _work(self, row: Any) -> Status:
        """Counts one annotation or draft."""
        name = self._author(row)
        person = self.people.setdefault(name, AnnotatorWork(name))
        if row["kind"] == "draft":
            status = Status.DRAFT
            person.drafts += 1
        elif row["skipped"]:
            status = Status.SKIPPED
            person.skipped += 1
        else:
            status = Status.SUBMITTED
            person.submitted += 1
            self.progress.empty += row["regions"] == 0
            if isinstance(row["lead_time"], (int, float)) and 0 <= row["lead_time"] <= LONGEST_S:
                person.lead_times_s.append(row["lead_time"])
        self.statuses[status] += 1
        if status is not Status.DRAFT and row["created_at"]:
            day = moment_of(row["created_at"]).astimezone().date()
            work = self.days.setdefault(day, DayWork(day))
            work.submitted += status is Status.SUBMITTED
            work.skipped += status is Status.SKIPPED
        return status

    def _author(self, row: Any) -> str:
        """The name of who made an annotation or draft, as the records have it."""
        account = row["account"]
        if row["kind"] == ANNOTATION and (account is None or row["import_id"] is not None):
            body = {
                "id": row["annotation_id"],
                "created_at": row["created_at"],
                "import_id": row["import_id"],
                "completed_by": account,
            }
            account = with_original(body, ANNOTATION, self.plan)["completed_by"]
        return author_name(account, self.users)


def _known_unreadable(mirror: Mirror) -> int:
    """Counts the tasks that the mirror lacks because the last pull could not read them."""
    set_aside = {int(task_id) for task_id in mirror.setting("set_aside") or ()}
    return len(set_aside - {task.task_id for task in mirror.known()}) if set_aside else 0


@contextmanager
def _patience(studio: Studio) -> Iterator[None]:
    """Limits the wait for a failing server, so that the user soon sees the mirror's counts."""
    timer = Timer(PATIENCE_S, studio.stop_waiting)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
