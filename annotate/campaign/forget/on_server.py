"""Finds what shall be forgotten in Label Studio, and deletes it there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from typing import Any

from annotate.campaign.server.connect import open_plan
from annotate.project import Project
from annotate.studio.api.client import Studio, task_number
from annotate.studio.api.filters import with_drafts
from annotate.studio.api.pages import Reader
from annotate.studio.api.refusals import NotFoundError
from annotate.studio.codec.tasks import id_of
from annotate.studio.store.forgotten import Forgotten
from annotate.studio.store.forgotten_content import TaskFilter

_PAGE = 250
Progress = Callable[[int], None]


@dataclass
class Found:
    """What is on the server: tasks, each with its number of annotations; a person's annotations and drafts.

    ``by_others`` counts the tasks that annotate did not make. ``set_aside`` maps tasks that Label Studio
    could not return to the reason. ``projects`` are the projects that were looked at, ``articles`` the ids of
    articles that the tasks state.
    """

    projects: list[int] = field(default_factory=list)
    tasks: dict[int, int] = field(default_factory=dict)
    by_others: int = 0
    annotations: list[int] = field(default_factory=list)
    drafts: list[int] = field(default_factory=list)
    set_aside: dict[int, str] = field(default_factory=dict)
    articles: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.tasks or self.annotations or self.drafts)


def projects_of(project: Project, studio: Studio) -> list[int]:
    """The ids of the projects that exist: the one in use, and that of a stopped restore."""
    ids: list[Any] = [project.settings.studio.project]
    with closing(open_plan(project)) as plan:
        link = plan.link
        ids.append(link.project_id if link is not None else None)
    with suppress(OSError, ValueError, KeyError, TypeError):
        ids.append(json.loads((project.local / "restore.json").read_text(encoding="utf-8"))["project"])
    there = []
    for id in sorted({id for id in ids if isinstance(id, int)}):
        with suppress(NotFoundError):
            made_at = studio.project(id)["created_at"]
            if link is None or link.project_id != id or link.created_at == made_at:
                there.append(id)  # else another project has the id now
    return there


def find_tasks(studio: Studio, projects: Sequence[int], forgotten: Forgotten, progress: Progress) -> Found:
    """Looks at every task of the projects, also at those that no pull has read. Reads no annotation."""
    found = Found([*projects])
    only = TaskFilter(forgotten)
    for task in _tasks(studio, found, "id,data,total_annotations,cancelled_annotations", progress):
        if only.is_forgotten(task):
            numbers = (task.get("total_annotations"), task.get("cancelled_annotations"))
            found.tasks[task["id"]] = sum(number for number in numbers if type(number) is int)
            found.by_others += "task_key" not in task["data"]
            if (article := id_of(task["data"].get("article_id"))) is not None:
                found.articles.add(article)
    return found


def find_answers(studio: Studio, projects: Sequence[int], only: TaskFilter, progress: Progress) -> Found:
    """Looks for the annotations and drafts of annotators whose answers shall go."""
    found = Found([*projects])
    for task in _tasks(studio, found, "id,annotations,completed_by", progress):
        bodies = task.get("annotations") or []
        found.annotations += [body["id"] for body in bodies if only.is_left_out(body)]
    for project_id in projects:
        for task_id in sorted(studio.task_ids(project_id, [with_drafts()])):
            found.drafts += [draft["id"] for draft in studio.drafts(task_id) if only.is_left_out(draft)]
    return found


def delete(studio: Studio, found: Found, deleted: Callable[[str, int], None]) -> None:
    """Deletes tasks, annotations and drafts, one by one. Calls ``deleted`` with the kind and id of each.

    Raises `StudioError` if the server refuses one; what was deleted until then stays deleted.
    """
    for kind, path, ids in (
        ("drafts", "/api/drafts/{}/", found.drafts),
        ("annotations", "/api/annotations/{}/", found.annotations),
        ("tasks", "/api/tasks/{}/", list(found.tasks)),
    ):
        for id in ids:
            with suppress(NotFoundError):  # somebody else was faster
                studio.delete(path.format(id))
            deleted(kind, id)


def _tasks(studio: Studio, found: Found, include: str, progress: Progress) -> Iterator[dict[str, Any]]:
    done = 0
    for project_id in found.projects:
        reader = Reader(studio, project_id, include, _PAGE)
        for page in reader.pages(at_least=task_number(studio.project(project_id))):
            yield from page
            done += len(page)
            progress(done)
        found.set_aside.update(reader.set_aside)
