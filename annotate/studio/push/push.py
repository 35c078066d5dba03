"""Push: makes the tasks that are missing in Label Studio, none twice, and adds new suggestions to old ones.

Suggestions become predictions, submitted and adjudicated annotations become annotations. What is there is
found by task key; what is missing is sent one call at a time, each made ready while the one before it is
under way. It may be stopped anywhere: a second push finds what arrived and sends the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from annotate.core.jsonl import RawRecord
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.studio.api.client import Studio, task_number
from annotate.studio.push.comparison import Comparison, Need
from annotate.studio.push.finish import Finish
from annotate.studio.push.report import PushReport
from annotate.studio.push.sender import Sender
from annotate.studio.push.server_tasks import ServerTasks
from annotate.studio.push.verify import verify
from annotate.studio.screen.binding import bind
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.plan import Plan

Progress = Callable[[int], None]


@dataclass(frozen=True)
class PushOptions:
    """What a push may do beyond adding: give articles a new text, take back twins, switch what is shown."""

    revise: bool = False
    remove_twins: bool = False
    make_current: bool = False


DEFAULTS = PushOptions()


def push(
    studio: Studio,
    project_id: int,
    records: Iterable[Record | RawRecord],
    ontology: Ontology,
    plan: Plan,
    mirror: Mirror,
    *,
    options: PushOptions = DEFAULTS,
    progress: Progress = lambda done: None,
) -> PushReport:
    """Sends what the project does not hold yet.

    Raises `ConfigError` where the live configuration does not fit the ontology, `StudioError` where the
    server refuses or stays unreachable; what was added until then stays, and a second push adds the rest.
    """
    project = studio.project(project_id)
    binding = bind(ontology, project["label_config"])
    mirror.check_project(project)
    held = ServerTasks(studio, project_id, mirror)
    held.refresh(task_number(project))
    report = PushReport()
    comparison = Comparison(studio, project_id, ontology, plan, held, binding, options.revise, report)
    sender = Sender(studio, project_id, binding, plan, mirror, held, report, progress)
    sender.send_all(comparison.steps(records))
    report.missing_here = comparison.missing_here()
    # Before anything is shown to people.
    report.verified, latest = verify(studio, project_id, sender.sample, ontology, binding)
    held.know_of(latest)
    Finish(studio, project_id, plan, held, report).run(
        sender,
        comparison.versions,
        comparison.known,
        remove_twins=options.remove_twins,
        make_current=options.make_current,
    )
    report.repeated = dict(studio.repeated)
    return report


def push_plan(
    studio: Studio,
    project_id: int | None,
    records: Iterable[Record | RawRecord],
    ontology: Ontology,
    plan: Plan,
    mirror: Mirror,
    *,
    revise: bool = False,
) -> PushReport:
    """What `push` would do, changing nothing. Without a project all is new."""
    held = binding = None
    if project_id is not None:
        project = studio.project(project_id)
        binding = bind(ontology, project["label_config"])
        mirror.check_project(project, keep=False)
        held = ServerTasks(studio, project_id, mirror)
        held.refresh(task_number(project))
    report = PushReport()
    comparison = Comparison(studio, project_id, ontology, plan, held, binding, revise, report, preview=True)
    for step in comparison.steps(records):
        if step.need is Need.SUGGESTIONS:
            report.suggestions += 1
        elif step.need is Need.ANNOTATION:
            report.annotations += 1
        else:
            report.added += 1
            report.revised += bool(step.old_keys)
    report.missing_here = comparison.missing_here()
    return report
