"""Pushes a project's files to its Label Studio, and pulls annotations back into files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from annotate.campaign.server.connect import MIRROR, open_mirror, open_plan, open_workspace
from annotate.campaign.server.edited_ontology import as_on_screen
from annotate.campaign.server.ontology_in_use import (
    FormerOntologies,
    note_in_use,
    note_screen,
    warn_of_missing,
)
from annotate.campaign.server.own_folder import check_folder, look_at_folder
from annotate.campaign.server.replaced_files import put_in_place, remove_database
from annotate.core import jsonl
from annotate.core.errors import ConfigError, InputError, StudioError
from annotate.core.locks import only_one
from annotate.core.reused_names import refuse_reused_names
from annotate.project import Project, state_folder
from annotate.report.guidelines import build_instructions
from annotate.studio.addresses import project_address
from annotate.studio.api.client import TESTED_VERSIONS, Studio
from annotate.studio.pull.decode_report import DecodeReport
from annotate.studio.pull.deleted_work import deleted_work
from annotate.studio.pull.pull import PullReport, pull
from annotate.studio.pull.reading import records
from annotate.studio.push.push import DEFAULTS, PushOptions, push, push_plan
from annotate.studio.push.report import PushReport
from annotate.studio.push.unfinished import take_over
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.plan import LOST_PLAN, Plan
from annotate.studio.workspace import Workspace, find_or_make_project

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Pushed:
    """The result of a push. ``made`` says that the push made the project.

    ``project_id`` is None if a dry run found no project. ``url`` is the address of the project's tasks.
    """

    project_id: int | None
    made: bool
    url: str | None
    report: PushReport


@dataclass(frozen=True)
class Pulled:
    """The result of a pull. ``written`` counts the annotations written to the output, or decoded without one.

    ``former`` is the new path of the mirror that a rebuild replaced, or None. ``forgotten`` counts the tasks
    on the server whose articles are forgotten; nothing of them is kept.
    """

    report: PullReport
    decoded: DecodeReport
    written: int
    former: Path | None = None
    forgotten: int = 0


def push_file(
    project: Project,
    studio: Studio,
    file: Path,
    options: PushOptions = DEFAULTS,
    progress: Progress = lambda done: None,
) -> Pushed:
    """Pushes a file of records to the project's Label Studio project. The first push makes that project."""
    lines = jsonl.read_raw_records(file)
    first = _until_readable(lines)  # an unreadable file must not make a project
    with (
        closing(open_plan(project)) as plan,
        closing(open_mirror(project)) as mirror,
        only_one(project.local / "push.lock", "push"),
    ):
        check_folder(project, plan)
        _check_not_lost(plan, mirror, project.settings.studio.project)
        project_id, made = find_or_make_project(
            studio,
            plan,
            mirror,
            project.ontology,
            title=project.settings.name,
            language=project.guidelines_language,
            instruction=build_instructions(project.ontology, project.guidelines_language),
            configured=project.settings.studio.project,
        )
        workspace = Workspace(studio, project_id, project.ontology, plan, mirror)
        _ = workspace.binding  # an ontology that does not fit the screen is not in use
        refuse_reused_names(project.ontology, FormerOntologies(project, plan.ontologies).in_use())
        if made:
            note_screen(plan, project.ontology)
        note_in_use(project, plan, mirror, studio.clock.now)
        with _only_one_on(project_id, plan):
            options = replace(options, formers=FormerOntologies(project, plan.ontologies, file))
            report = push(workspace, chain(first, lines), options=options, progress=progress)
    return Pushed(project_id, made, project_address(studio.url, project_id), report)


def push_preview(
    project: Project, studio: Studio, file: Path, *, revise: bool = False, remove_duplicates: bool = False
) -> Pushed:
    """Reports what a push of the file would do. Changes nothing on the server."""
    lines = jsonl.read_raw_records(file)
    with closing(open_plan(project)) as plan:
        look_at_folder(project, plan)
        is_new = plan.link is None and project.settings.studio.project is None
        forgotten = plan.forgotten
    if is_new:
        formers = FormerOntologies(project, None, file)
        report = push_plan(None, lines, project.ontology, revise=revise, formers=formers, forgotten=forgotten)
        return Pushed(None, False, None, report)
    with closing(open_workspace(project, studio)) as workspace:
        report = push_plan(
            workspace,
            lines,
            project.ontology,
            revise=revise,
            remove_duplicates=remove_duplicates,
            formers=FormerOntologies(project, workspace.plan.ontologies, file),
            forgotten=forgotten,
        )
    return Pushed(workspace.project_id, False, None, report)


def pull_file(
    project: Project,
    studio: Studio,
    output: Path | None,
    *,
    drafts: bool = False,
    rebuild: bool = False,
    compare: bool = False,
    decide_roles_again: bool = False,
    progress: Progress = lambda done: None,
) -> Pulled:
    """Updates the mirror and writes the annotations in the mirror to ``output``, if given.

    With ``rebuild``, reads everything into a new mirror, and keeps the former mirror under another name. With
    ``compare``, compares every task with the mirror. The plan keeps what blank values and arrows without a
    role were read as first; ``decide_roles_again`` decides the roles of such arrows again.
    """
    former = None
    with ExitStack() as stack:
        workspace = stack.enter_context(closing(open_workspace(project, studio)))
        project = as_on_screen(project, workspace.project["label_config"])
        workspace = replace(workspace, ontology=project.ontology)
        check_folder(project, workspace.plan)
        begun = studio.clock.now  # what is saved from now on may be read by the next pull only
        with only_one(project.local / "pull.lock", "pull"):
            if rebuild:
                # Earlier versions of this toolkit kept a stopped push in the mirror; the plan needs that.
                take_over(workspace.plan, workspace.mirror)
                workspace.mirror.close()
                # A rebuild that failed may have left what a server at fault returned.
                remove_database(new := project.local / f"{MIRROR}.new")
                with closing(Mirror(new)) as fresh:
                    report = pull(replace(workspace, mirror=fresh), drafts=drafts, progress=progress)
                former = put_in_place(fresh.path, project.local / MIRROR)
                workspace = replace(workspace, mirror=stack.enter_context(closing(open_mirror(project))))
            else:
                report = pull(workspace, drafts=drafts, compare=compare, progress=progress)
        # What was pulled is safe in the mirror, but nobody could read it rightly.
        refuse_reused_names(project.ontology, FormerOntologies(project, workspace.plan.ontologies).in_use())
        note_in_use(project, workspace.plan, workspace.mirror, begun)
        decoded = DecodeReport()
        users = {int(id): name for id, name in (workspace.mirror.setting("users") or {}).items()}
        decoded.noted.extend(deleted_work(report.gone, workspace.plan, users))
        with workspace.mirror.reading(), workspace.plan.reading():
            found = records(
                workspace.mirror,
                workspace.plan,
                project.ontology,
                decoded,
                drafts=drafts,
                decide_again=decide_roles_again,
            )
            written = jsonl.write(output, found) if output is not None else sum(1 for _ in found)
        workspace.plan.filled_roles.keep(decoded.filled_roles)
        workspace.plan.read_blanks.keep(decoded.blanks)
        warn_of_missing(project, workspace.plan, workspace.mirror, decoded.used)
        forgotten = len(workspace.mirror.forgotten())
    return Pulled(report, decoded, written, former, forgotten)


def _until_readable(lines: Iterator[jsonl.RawRecord]) -> list[jsonl.RawRecord]:
    """Returns the lines up to the first readable line. If no line is readable, raises `InputError`."""
    taken: list[jsonl.RawRecord] = []
    fault: InputError | None = None
    for line in lines:
        taken.append(line)
        try:
            line.record()
        except InputError as error:
            fault = fault or error
        else:
            return taken
    if fault is not None:
        raise fault
    return taken


def untested_version(studio: Studio) -> str | None:
    """The server's version if it was not tested with this toolkit, else None."""
    try:
        version = studio.version()
    except StudioError:
        return None  # the calls that follow report the error
    return None if version in TESTED_VERSIONS else version


def _check_not_lost(plan: Plan, mirror: Mirror, configured: int | None) -> None:
    """Raises `ConfigError` if only the mirror knows the project: a push would make a second project."""
    known = mirror.setting("project")
    if known is not None and plan.link is None and configured is None:
        raise ConfigError(
            f"is new, although project {known['id']} was made from here: the former plan is missing.",
            where=str(plan.path),
            remedy=LOST_PLAN,
        )


@contextmanager
def _only_one_on(project_id: int, plan: Plan) -> Iterator[None]:
    """Allows one push at a time from this machine to a project, even from different folders.

    The project's id and time of creation identify the project, because a server may have several addresses.
    """
    made_at = plan.link.created_at if plan.link is not None else ""
    name = hashlib.sha256(f"{project_id} {made_at}".encode()).hexdigest()[:16]
    with only_one(state_folder() / "locks" / f"push-{name}.lock", "push to this project"):
        yield
