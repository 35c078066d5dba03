"""Which Label Studio project belongs to a campaign: found again, or made at the first push."""

from __future__ import annotations

from annotate.core.errors import StudioError
from annotate.core.ontology import Ontology
from annotate.studio.api.client import Studio
from annotate.studio.screen.label_config import build_label_config
from annotate.studio.store.plan import Plan, ProjectLink


def find_project(studio: Studio, plan: Plan, configured: int | None = None) -> int:
    """The id of the campaign's project. Raises `StudioError` where there is none or it is another one."""
    link = plan.link
    project_id = configured or (link.project_id if link else None)
    if project_id is None:
        raise StudioError(
            "nothing was pushed from here yet, so there is no project.",
            where=studio.url,
            remedy="Push suggestions first: 'annotate push FILE'.",
        )
    project = studio.project(project_id)
    if link is not None and link.project_id == project_id and link.created_at != project["created_at"]:
        raise StudioError(
            f"project {project_id} ({project['title']!r}) is not the one that was pushed to; "
            "that one is gone or lives on another server.",
            where=studio.url,
            remedy="Check the address, or move the folder .annotate away to start a new project.",
        )
    return project_id


def find_or_make_project(
    studio: Studio,
    plan: Plan,
    ontology: Ontology,
    *,
    title: str,
    language: str,
    instruction: str,
    configured: int | None = None,
) -> tuple[int, bool]:
    """The id of the campaign's project, and whether it was made just now."""
    if configured is None and plan.link is None:
        mark = f"annotate {plan.campaign}"
        found = studio.project_marked(mark)  # made by a push that was stopped before it could note it
        made = (
            studio.project(found)
            if found is not None
            else studio.create_project(title, build_label_config(ontology, language), instruction, mark)
        )
        plan.set_link(ProjectLink(studio.url, made["id"], made["created_at"]))
        return made["id"], True
    project_id = find_project(studio, plan, configured)
    if plan.link is None or plan.link.project_id != project_id:
        project = studio.project(project_id)
        plan.set_link(ProjectLink(studio.url, project_id, project["created_at"]))
    return project_id, False
