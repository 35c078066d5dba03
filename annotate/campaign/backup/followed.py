"""Says which project a folder works on, before a restore moves the folder to another one."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass

from annotate.campaign.server.connect import PLAN, open_plan
from annotate.core.errors import ConfigError
from annotate.project import Project
from annotate.studio.api.client import Studio
from annotate.studio.api.refusals import NotFoundError


@dataclass(frozen=True)
class Followed:
    """The project that a folder works on. ``title`` is None if the project is on another server."""

    project_id: int
    url: str
    title: str | None

    def __str__(self) -> str:
        title = f" ({self.title!r})" if self.title else ""
        return f"project {self.project_id}{title} at {self.url}"


def followed_project(project: Project, studio: Studio) -> Followed | None:
    """The project that this folder works on. None without one, or if it is no longer on the server."""
    link = None
    if (project.local / PLAN).is_file():
        with closing(open_plan(project)) as plan:
            link = plan.link
    project_id = project.settings.studio.project or (link.project_id if link else None)
    if project_id is None:
        return None
    if link is not None and link.project_id == project_id and link.url != studio.url:
        return Followed(project_id, link.url, None)
    try:
        there = studio.project(project_id)
    except NotFoundError:
        return None
    if link is not None and link.project_id == project_id and link.created_at != there["created_at"]:
        return None
    return Followed(project_id, studio.url, str(there.get("title") or "") or None)


def refusal(project: Project, followed: Followed) -> ConfigError:
    """The refusal of a restore into a folder that works on another project."""
    return ConfigError(
        f"this folder works on {followed}. After a restore it would work on the new project, while annotators"
        f" go on in project {followed.project_id}.",
        where=str(project.root),
        remedy="Restore in a new folder ('annotate init DIR'), or use --yes to move this folder to the new"
        " project.",
    )
