"""Orders the open tasks of a campaign, so that annotators get the most useful articles first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, nullcontext
from dataclasses import dataclass, field, replace

from annotate.campaign.server.connect import open_workspace
from annotate.campaign.server.edited_ontology import as_on_screen
from annotate.campaign.server.own_folder import check_folder, look_at_folder
from annotate.core.annotation import Annotation
from annotate.core.locks import only_one
from annotate.project import Project
from annotate.studio.addresses import project_address
from annotate.studio.api.client import Studio, task_number
from annotate.studio.push.server_tasks import ServerTasks
from annotate.studio.queue.open_tasks import OpenTask, OpenTasks, open_tasks, shown_version
from annotate.studio.queue.write import Written, changes, write_no_order, write_order
from annotate.studio.store.plan import Plan
from annotate.studio.workspace import Workspace
from annotate.train.ordering.expected import Expected, expected
from annotate.train.ordering.orders import Choice, Order, ordered
from annotate.train.ordering.reasons import Reason

Progress = Callable[[int], None]


@dataclass(frozen=True)
class NextArticle:
    """An article of the queue with what to expect of it, and why it stands there.

    ``task_id`` is its task in Label Studio.
    """

    article: str
    task_id: int
    expected: Expected
    reason: Reason = field(default_factory=Reason)


@dataclass
class Queue:
    """The order of a campaign's open tasks, and what writing it did.

    ``version`` is the version whose suggestions annotators see. ``articles`` are the ordered ones, first the
    one that comes first. ``to_write`` counts the scores that differ from the order. ``written`` is None in a
    dry run. ``clusters`` and ``without_clusters`` are those of `Ordered`. ``without`` are the articles whose
    open task has no suggestions of the version. ``annotators`` is how many people get each task.
    """

    project_id: int
    url: str
    version: str
    order: str
    seed: int
    articles: list[NextArticle] = field(default_factory=list)
    to_write: int = 0
    written: Written | None = None
    clusters: int | None = None
    without_clusters: bool = False
    without: list[str] = field(default_factory=list)
    unscored: list[str] = field(default_factory=list)
    out_of_order: list[str] = field(default_factory=list)
    begun: int = 0
    replaced: int = 0
    unknown: int = 0
    unreadable: dict[int, str] = field(default_factory=dict)
    done: int = 0
    annotators: int = 1
    repeated: Counter[str] = field(default_factory=Counter)


def order_queue(
    project: Project,
    studio: Studio,
    order: Order,
    *,
    seed: int = 0,
    dry_run: bool = False,
    progress: Progress = lambda done: None,
) -> Queue:
    """Writes the order of the open tasks to the project on the server, or only computes it in a ``dry_run``.

    Tasks that people have annotated or begun stay as they are. May be stopped at any point; the next call
    goes on. Raises `StudioError` if nothing was pushed yet, and `MissingExtraError` if the order needs
    scikit-learn and it is not installed.
    """
    with closing(open_workspace(project, studio)) as opened:
        if dry_run:
            look_at_folder(project, opened.plan)
        else:
            check_folder(project, opened.plan)
        ontology = as_on_screen(project, opened.project["label_config"]).ontology
        workspace = replace(opened, ontology=ontology)
        lock = nullcontext() if dry_run else only_one(project.local / "push.lock", "push or next")
        with lock:
            return _ordered(workspace, order, seed, dry_run, progress)


def order_by_id(project: Project, studio: Studio) -> Written:
    """Makes Label Studio serve the tasks in the order of their ids again."""
    with closing(open_workspace(project, studio)) as workspace:
        check_folder(project, workspace.plan)
        with only_one(project.local / "push.lock", "push or next"):
            return write_no_order(workspace)


def _ordered(workspace: Workspace, order: Order, seed: int, dry_run: bool, progress: Progress) -> Queue:
    version, plan = shown_version(workspace), workspace.plan
    workspace.mirror.check_project(workspace.project, keep=not dry_run)
    on_server = ServerTasks(workspace)
    on_server.refresh(task_number(workspace.project))
    found = open_tasks(workspace, version)
    tasks: dict[str, list[OpenTask]] = {}  # more than one if duplicate tasks share a key
    for task in found.tasks:
        tasks.setdefault(task.key, []).append(task)
    suggested = {key: _suggestion(plan, key, version) for key in tasks}
    hopes = {key: expected(suggestion) for key, suggestion in suggested.items()}
    unscored = [key for key, suggestion in suggested.items() if suggestion is None]
    done = _done(workspace, found)
    chosen = ordered(Choice(hopes, done, lambda keys: _texts(plan, keys)), order, seed)
    queue = Queue(
        workspace.project_id,
        project_address(workspace.server.url, workspace.project_id),
        version,
        order.value,
        seed,
        articles=[
            NextArticle(_name(plan, key), tasks[key][0].task_id, hopes[key], chosen.reasons[key])
            for key in chosen.keys
        ],
        clusters=chosen.clusters,
        without_clusters=chosen.without_clusters,
        without=sorted(_name(plan, key) for key in found.without),
        unscored=sorted(_name(plan, key) for key in unscored),
        begun=found.begun,
        replaced=len(found.replaced),
        unknown=found.unknown,
        unreadable=found.unreadable,
        done=len(done),
        annotators=int(workspace.project.get("maximum_annotations") or 1),
    )
    # A task whose article has a newer text is to be skipped, so it comes last.
    in_order = [*(task for key in chosen.keys for task in tasks[key]), *found.replaced]
    queue.to_write = len(changes(in_order)[1])
    if not dry_run:
        about = {"order": order.value, "seed": seed, "version": version}
        queue.written = write_order(workspace, in_order, about, progress)
        queue.out_of_order = [_name(plan, key) for key in queue.written.out_of_order]
    queue.repeated = workspace.server.repeated
    return queue


def _suggestion(plan: Plan, key: str, version: str) -> Annotation | None:
    """The suggestions of a task in this version, also those of a prediction backend."""
    return next((one for one in plan.sent(key) if one.author == version), None)


def _done(workspace: Workspace, found: OpenTasks) -> list[str]:
    """The keys of tasks that people have annotated or begun."""
    others = {task.key for task in (*found.tasks, *found.replaced)} | set(found.without)
    keys = {key for key, _ in workspace.mirror.index.all()} - others
    return sorted(key for key in keys if workspace.plan.has_task(key))


def _texts(plan: Plan, keys: Iterable[str]) -> Iterator[str]:
    for key in keys:
        article = plan.article(key)
        yield article.text if article is not None else ""


def _name(plan: Plan, key: str) -> str:
    article = plan.article(key)
    return article.id if article is not None else key
