"""A project's files <-> its Label Studio."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from annotate.core import jsonl
from annotate.core.files import only_one
from annotate.project import Project
from annotate.report.guidelines import build_instructions
from annotate.studio.client import Studio
from annotate.studio.link import find_or_make_project, find_project
from annotate.studio.mirror import Mirror
from annotate.studio.plan import Plan
from annotate.studio.pull import DecodeReport, PullReport, pull, records
from annotate.studio.push import PushReport, push

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Pushed:
    """What a push did, and where."""

    project_id: int
    made: bool
    url: str
    report: PushReport


@dataclass(frozen=True)
class Pulled:
    """What a pull found, and what the annotations in the mirror say."""

    report: PullReport
    decoded: DecodeReport
    written: int


def push_file(
    project: Project, studio: Studio, plan: Plan, file: Path, progress: Progress = lambda done: None
) -> Pushed:
    """Pushes a file of records to the project's Label Studio project, making that at the first push."""
    records = jsonl.read_records(file)
    first = list(islice(records, 1))  # a file that cannot be read at all makes no project
    with only_one(project.local / "push.lock", "push"):
        project_id, made = find_or_make_project(
            studio,
            plan,
            project.ontology,
            title=project.settings.name,
            language=project.guidelines_language,
            instruction=build_instructions(project.ontology, project.guidelines_language),
            configured=project.settings.studio.project,
        )
        report = push(studio, project_id, chain(first, records), project.ontology, plan, progress)
    return Pushed(project_id, made, f"{studio.url}/projects/{project_id}/data", report)


def pull_file(
    project: Project,
    studio: Studio,
    plan: Plan,
    mirror: Mirror,
    output: Path | None,
    *,
    drafts: bool = False,
    progress: Progress = lambda done: None,
) -> Pulled:
    """Brings the mirror up to date and writes its annotations to ``output``."""
    project_id = find_project(studio, plan, project.settings.studio.project)
    with only_one(project.local / "pull.lock", "pull"):
        report = pull(studio, project_id, project.ontology, mirror, drafts=drafts, progress=progress)
    decoded = DecodeReport()
    found = records(mirror, plan, project.ontology, decoded, drafts=drafts)
    written = jsonl.write(output, found) if output is not None else sum(1 for _ in found)
    return Pulled(report, decoded, written)
