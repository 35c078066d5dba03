"""Makes a release from the mirror or from a file of annotations. Says why each other article is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path

from annotate.campaign.server.connect import MIRROR, one_moment
from annotate.campaign.server.ontology_in_use import FormerOntologies, known_ontologies, learn_in_use
from annotate.campaign.server.own_folder import look_at_folder
from annotate.core import jsonl
from annotate.core.annotation import Status
from annotate.core.configs import find_config
from annotate.core.errors import AnnotateError, ConfigError
from annotate.core.findings import kind_of
from annotate.core.locks import together
from annotate.core.record import Record
from annotate.core.reused_names import refuse_reused_names
from annotate.gold.making.options import ReleaseOptions
from annotate.gold.making.release import Release, create_release
from annotate.gold.policy import LeftOut, Reason
from annotate.gold.pseudonyms import Pseudonyms
from annotate.project import Project
from annotate.studio.addresses import task_address as address_of_task
from annotate.studio.pull.article_tasks import ArticleTask, Known, article_tasks
from annotate.studio.pull.decode_report import DecodeReport, Trouble
from annotate.studio.pull.reading import records
from annotate.studio.store.forgotten import FORGOTTEN_FILE
from annotate.studio.store.forgotten_content import without_forgotten
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.plan import Plan

Watch = Callable[[Iterable[Record]], Iterable[Record]]
RELEASE_LOCK = "release.lock"
_PULL = "Run 'annotate pull'."


@dataclass(frozen=True)
class Request:
    """The name, version and options of a release. ``file`` holds the annotations; None: the mirror."""

    name: str
    version: str | None = None
    file: Path | None = None
    options: ReleaseOptions = field(default_factory=ReleaseOptions)


@dataclass
class Released:
    """A release, and what Label Studio holds that is not in it.

    ``problems`` are tasks that annotate did not make. ``unread`` counts the tasks that Label
    Studio could not return. ``links`` maps articles to the address of a task. ``unusual`` are findings of the
    pull in the gold. It is None, and ``not_in_file`` lists articles of the mirror, if the release is of a
    file. ``forgotten`` are articles of the file that, or an answer to which, was not used: True if the
    article is forgotten, False if only an annotator is.
    """

    release: Release
    problems: list[Trouble] = field(default_factory=list)
    unread: int = 0
    links: dict[str, str] = field(default_factory=dict)
    unusual: list[Trouble] | None = None
    not_in_file: list[str] = field(default_factory=list)
    forgotten: dict[str, bool] = field(default_factory=dict)

    @property
    def in_part(self) -> bool:
        """Whether a part of what people did in Label Studio could not be read."""
        return bool(any(problem.drops for problem in self.problems) or self.unread)


def release(project: Project, request: Request, watch: Watch = lambda records: records) -> Released:
    """Makes a release. ``watch`` sees each record as it is read.

    Raises `InputError` for a file that cannot be read to its end, `ConfigError` if something is being
    forgotten at the same time, and what `create_release` raises.
    """
    with not_forgetting(project):
        if request.file is not None:
            return _of_file(project, request, request.file, watch)
        return _of_mirror(project, request, watch)


@contextmanager
def not_forgetting(project: Project) -> Iterator[None]:
    """Keeps `annotate forget` away while a release is made, which would hold what was forgotten meanwhile.

    Several releases may be made at once. Raises `ConfigError` if a forget is running.
    """
    if not project.local.is_dir():  # nothing was ever stored here, so nothing can be forgotten
        yield
        return
    with together(project.local / RELEASE_LOCK, "a forget"):
        yield


def _of_mirror(project: Project, request: Request, watch: Watch) -> Released:
    learn_in_use(project)
    with one_moment(project) as (plan, mirror):
        look_at_folder(project, plan)
        _check_read_to_its_end(project, mirror)
        formers = FormerOntologies(project, plan.ontologies)
        decoded = DecodeReport()
        tasks = list(article_tasks(mirror, plan, project.ontology))

        def annotations() -> Iterable[Record]:
            # With drafts, so that an article with a draft is listed among those left out.
            return watch(records(mirror, plan, project.ontology, decoded, drafts=True))

        untouched = chain(
            (_nobody(task) for task in tasks if task.article is not None),
            _without_task(plan, mirror, tasks),
        )
        names = plan.accounts.former_names()
        made = _created(project, request, annotations, formers, untouched, _unreadable(tasks), names)
        links = _links(made, tasks, task_address(project, plan))
    left_out = {item.article for item in made.left_out}
    found_here = {item.finding.code for item in made.noted}
    return Released(
        made,
        [
            trouble
            for trouble in (*decoded.problems, *decoded.noted)
            if trouble.kind == "other-task" and trouble.article not in left_out
        ],
        sum(task.known is Known.SET_ASIDE for task in tasks),
        links,
        [
            trouble
            for trouble in decoded.noted
            if trouble.status == Status.SUBMITTED
            and trouble.article not in left_out
            and trouble.kind not in found_here
        ],
    )


def _of_file(project: Project, request: Request, file: Path, watch: Watch) -> Released:
    there: set[str] = set()
    forgotten: dict[str, bool] = {}

    def annotations() -> Iterator[Record]:
        records = watch(jsonl.read_records(file))
        for record in without_forgotten(records, project.local / FORGOTTEN_FILE, forgotten):
            there.add(record.article.id)
            yield record

    with known_ontologies(project) as log:
        made = _created(project, request, annotations, FormerOntologies(project, log, file))
    return Released(made, not_in_file=sorted(_in_mirror(project) - there), forgotten=forgotten)


def _in_mirror(project: Project) -> set[str]:
    """The articles that the last pull knows. Empty if there was none, or if the mirror cannot be read."""
    if not (project.local / MIRROR).exists():
        return set()
    with suppress(AnnotateError), one_moment(project) as (plan, mirror):
        tasks = article_tasks(mirror, plan, project.ontology)
        return {task.article for task in tasks if task.article is not None}
    return set()


def task_address(project: Project, plan: Plan) -> Callable[[int], str] | None:
    """A function that gives the address of a task of the campaign's project. None if there is no project."""
    link, settings = plan.link, project.settings.studio
    url = settings.url or (link.url if link else None)
    project_id = settings.project or (link.project_id if link else None)
    if url is None or project_id is None:
        return None
    return partial(address_of_task, url, project_id)


def _created(
    project: Project,
    request: Request,
    annotations: Callable[[], Iterable[Record]],
    formers: FormerOntologies,
    untouched: Iterable[LeftOut] = (),
    unreadable: Iterable[LeftOut] = (),
    former_names: Mapping[str, str] | None = None,
) -> Release:
    refuse_reused_names(project.ontology, formers.in_use())
    return create_release(
        annotations,
        project.ontology,
        find_config(project.settings.ontology, project.root),
        project.exports,
        Pseudonyms(project.local / "pseudonyms.json", former_names),
        request.name,
        request.version,
        untouched,
        unreadable=unreadable,
        options=replace(
            request.options,
            about=project.settings.release.about(),
            formers=formers,
            earlier=formers.every(),
            of_file=request.file is not None,
        ),
    )


def _links(
    made: Release, tasks: Iterable[ArticleTask], address: Callable[[int], str] | None
) -> dict[str, str]:
    """The address of a task for each article that is left out or has a finding."""
    if address is None:
        return {}
    task_of = {item.article: item.task for item in made.left_out}
    task_of.update({item.article: None for item in (*made.noted, *made.losses)})
    for task in tasks:
        if task.article in task_of and task_of[task.article] is None:
            task_of[task.article] = task.task_id
    return {article: address(task) for article, task in task_of.items() if task is not None}


_NOBODY = {
    Known.NONE: ("nobody has annotated it", "", Reason.NOBODY),
    Known.NONE_OTHER_TEXT: (
        "nobody has annotated it, and its text was changed in Label Studio",
        kind_of("text-changed").remedy,
        Reason.TEXT_CHANGED,
    ),
    Known.NOT_PULLED: ("its task has not been pulled yet", _PULL, Reason.NOT_PULLED),
}
_PUSH = "To make its task again, run 'annotate push' with its file."
_DELETED = ("its task was deleted in Label Studio, or is that of another article now", _PUSH, Reason.DELETED)
_NOT_SENT = ("it has no task in Label Studio: no push of it has ended", _PUSH, Reason.NOT_SENT)
_NOTHING_READ = ("held back: none of its annotations could be read", "", Reason.UNREADABLE)


def _nobody(task: ArticleTask) -> LeftOut:
    """The reason for an article of which no annotation was read."""
    reason, remedy, code = _NOBODY.get(task.known, _NOTHING_READ)
    return LeftOut(str(task.article), reason, remedy, code, task=task.task_id)


def _check_read_to_its_end(project: Project, mirror: Mirror) -> None:
    """Raises `ConfigError` if the mirror has only some of the tasks that nothing but the server knows."""
    if project.ontology.adopted and mirror.setting("reading"):
        raise ConfigError(
            "a pull of this adopted project has not ended yet, so some of its tasks are not known.",
            where=str(mirror.path),
            remedy="Run 'annotate pull' to its end.",
        )


def _without_task(plan: Plan, mirror: Mirror, tasks: Iterable[ArticleTask]) -> Iterator[LeftOut]:
    """The articles of the plan that have no task in the mirror."""
    present = {task.article for task in tasks}
    whole = mirror.setting("cursor") is not None and not mirror.setting("reading") and None not in present
    for article, arrived in plan.articles():
        if article in present:
            continue
        if not arrived:
            yield LeftOut(article, *_NOT_SENT)
        elif whole:
            yield LeftOut(article, *_DELETED)
        else:
            reason, remedy, code = _NOBODY[Known.NOT_PULLED]
            yield LeftOut(article, reason, remedy, code)


def _unreadable(tasks: Iterable[ArticleTask]) -> Iterator[LeftOut]:
    for task in tasks:
        if task.known is Known.SET_ASIDE:
            yield LeftOut(
                task.article or f"task {task.task_id}",
                f"held back: Label Studio could not return its task ({task.why.rstrip('.')})",
                _PULL,
                Reason.UNREADABLE,
                task=task.task_id,
            )
        elif task.known is Known.NO_TEXT and task.article is not None:
            yield LeftOut(
                task.article, f"held back: its task {task.why}", "", Reason.UNREADABLE, task=task.task_id
            )
