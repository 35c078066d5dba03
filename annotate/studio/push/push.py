"""Push: makes the missing tasks in Label Studio, each once, and adds new suggestions to existing tasks.

Suggestions become predictions. Submitted and adjudicated annotations become annotations. The task key
identifies a task. A push sends one call at a time, and prepares the next call meanwhile. A push may be
stopped at any point: the next push finds what arrived and sends the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from annotate.core.jsonl import RawRecord
from annotate.core.lifting import Formers, no_formers
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.studio.api.client import task_number
from annotate.studio.push.comparison import Comparison, Decision, Knowledge, Step, Verdict
from annotate.studio.push.duplicates import Backup, Duplicates
from annotate.studio.push.finish import Finish, Versions
from annotate.studio.push.knowledge import NoProject, ProjectKnowledge
from annotate.studio.push.report import PushReport
from annotate.studio.push.rules import Rules
from annotate.studio.push.sender import Sender
from annotate.studio.push.server_tasks import ServerTasks
from annotate.studio.push.unfinished import Unfinished
from annotate.studio.push.verify import verify
from annotate.studio.store.forgotten import Forgotten
from annotate.studio.store.plan import QUEUE, Plan
from annotate.studio.workspace import Workspace

Progress = Callable[[int], None]


@dataclass(frozen=True)
class PushOptions:
    """Options of a push: accept changed texts, delete duplicate tasks, show the new version at once.

    ``backup`` makes a backup and returns its path. It is called before duplicates are removed on request.
    ``formers`` finds former versions of the ontology: annotations made with a compatible one are lifted.
    """

    revise: bool = False
    remove_duplicates: bool = False
    make_current: bool = False
    backup: Backup | None = None
    formers: Formers = no_formers


DEFAULTS = PushOptions()


def push(
    workspace: Workspace,
    records: Iterable[Record | RawRecord],
    *,
    options: PushOptions = DEFAULTS,
    progress: Progress = lambda done: None,
) -> PushReport:
    """Sends the tasks, suggestions and annotations that the project does not have yet.

    Raises `ConfigError` if the live configuration does not match the ontology, and `StudioError` if the
    server refuses a call or stays unreachable. What was added until then stays; a second push adds the rest.
    """
    rules = Rules(
        workspace.ontology, workspace.binding, options.revise, options.formers, workspace.plan.forgotten
    )
    workspace.mirror.check_project(workspace.project)
    on_server = ServerTasks(workspace)
    on_server.refresh(task_number(workspace.project))
    unfinished = Unfinished(workspace.plan, workspace.mirror)
    unfinished.find_sample(on_server)
    report, versions = PushReport(), Versions()
    known = ProjectKnowledge(workspace, on_server, unfinished)
    known.find_deleted()
    known.deleted.note()
    comparison = Comparison(rules, known)
    steps = _steps(comparison.decisions(records), workspace.plan, report, versions)
    Sender(workspace, on_server, unfinished, report, progress).send_all(steps)
    report.missing_here = _missing_here(comparison, on_server)
    # Before the new suggestions are shown to annotators.
    report.verified, latest = verify(workspace, unfinished.sample)
    on_server.know_of(latest)
    Finish(workspace, on_server, unfinished, report).run(
        versions,
        remove_all_duplicates=options.remove_duplicates,
        make_current=options.make_current,
        backup=options.backup,
    )
    if shown := report.made_current or workspace.project.get("model_version"):
        report.still_deleted = known.deleted.articles_lacking(shown)
    report.repeated = dict(workspace.server.repeated)
    return report


def push_plan(
    workspace: Workspace | None,
    records: Iterable[Record | RawRecord],
    ontology: Ontology,
    *,
    revise: bool = False,
    remove_duplicates: bool = False,
    formers: Formers = no_formers,
    forgotten: Forgotten | None = None,
) -> PushReport:
    """Reports what `push` would do, without sending anything. ``workspace`` is None if no project exists."""
    on_server = None
    known: Knowledge = NoProject()
    in_project: ProjectKnowledge | None = None
    if workspace is not None:
        workspace.mirror.check_project(workspace.project, keep=False)
        on_server = ServerTasks(workspace)
        rules = Rules(ontology, workspace.binding, revise, formers, forgotten)
        on_server.refresh(task_number(workspace.project))
        unfinished = Unfinished(workspace.plan, workspace.mirror)
        known = in_project = ProjectKnowledge(workspace, on_server, unfinished)
        in_project.find_deleted()
    else:
        rules = Rules(ontology, revise=revise, formers=formers, forgotten=forgotten)
    report = PushReport()
    restored: set[tuple[str | None, str | None]] = set()
    comparison = Comparison(rules, known)
    for decision in comparison.decisions(records):
        report.take(decision)
        if decision.verdict is Verdict.SEND and decision.step is not None:
            report.take_sent(decision.step)
            if decision.step.restores:
                restored.add((decision.article, decision.version))
    report.missing_here = _missing_here(comparison, on_server)
    if workspace is not None and on_server is not None:
        Duplicates(workspace, on_server, report).find(settled=remove_duplicates)
    if in_project is not None and workspace is not None and (shown := workspace.project.get("model_version")):
        lacking = in_project.deleted.articles_lacking(shown)
        report.still_deleted = [article for article in lacking if (article, shown) not in restored]
    return report


def _steps(
    decisions: Iterable[Decision], plan: Plan, report: PushReport, versions: Versions
) -> Iterator[Step]:
    """Yields the steps to send, and counts all decisions.

    Stores two kinds of decision in the plan: a step that the server has already, and a text that is the
    newest again. New suggestions keep the place in the queue that 'annotate next' gave their task.
    """
    places = (plan.setting(QUEUE) or {}).get("scores", {})
    for decision in decisions:
        report.take(decision)
        versions.take(decision)
        if decision.returned is not None:
            plan.revisions.take_back(decision.returned, decision.replaces)
        step = decision.step
        if step is not None and decision.verdict is Verdict.SEEN:
            plan.add([step.record], lines=[step.line])
            plan.note_arrived([(step.key, step.annotation.author)])
        elif step is not None and decision.verdict is Verdict.SEND:
            yield replace(step, place=places.get(step.key))


def _missing_here(comparison: Comparison, on_server: ServerTasks | None) -> list[str]:
    """The articles that have a task in the project and no record in the input."""
    if on_server is None:
        return []
    return [article for article in on_server.index.articles() if article not in comparison.taken]
