"""A campaign's project on the server with the local plan and mirror. Finds or makes that project."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from annotate.core.errors import StudioError
from annotate.core.ontology import Ontology
from annotate.studio.api.client import Studio
from annotate.studio.api.listings import PAGE
from annotate.studio.api.pages import Reader
from annotate.studio.api.transport import Json
from annotate.studio.screen.binding import Binding, bind
from annotate.studio.screen.label_config import build_label_config
from annotate.studio.screen.text_tag import wrong_column
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.plan import Plan, ProjectLink

_TEXT_COLUMN = "text_column"  # the plan's setting: which column an adopted project shows as the text


@dataclass(frozen=True)
class Workspace:
    """One project on one server, with the campaign's ontology, plan and mirror.

    A workspace serves one command, and reads the project's settings only once.
    """

    server: Studio
    project_id: int
    ontology: Ontology
    plan: Plan
    mirror: Mirror

    @cached_property
    def project(self) -> Json:
        """The project's settings, read at the first access."""
        return self.server.project(self.project_id)

    @cached_property
    def binding(self) -> Binding:
        """The places of the ontology's names on the live screen.

        Raises `ConfigError` if the live configuration does not match the ontology, or if the text tag of an
        adopted project shows another column than before.
        """
        binding = bind(self.ontology, self.project["label_config"])
        if self.ontology.adopted:
            self._check_column(binding)
        return binding

    def _check_column(self, binding: Binding) -> None:
        """Compares the column of an adopted project's text with the plan, which learns it at first use."""
        before = self.plan.setting(_TEXT_COLUMN) or {}
        here = {"project": self.project_id, "tag": binding.text, "column": binding.text_key}
        if any(before.get(name) != here[name] for name in ("project", "tag")):
            self.plan.set_setting(_TEXT_COLUMN, here)
        elif before["column"] != binding.text_key:
            raise wrong_column(binding.text, f"${binding.text_key}", before["column"])

    def close(self) -> None:
        """Closes plan and mirror."""
        self.plan.close()
        self.mirror.close()

    def reader(self, include: str, page_size: int = PAGE) -> Reader:
        """A reader for the project's tasks that fetches the keys named in ``include``."""
        return Reader(self.server, self.project_id, include, page_size)


def find_project(studio: Studio, plan: Plan, configured: int | None = None) -> int:
    """Finds the id of the campaign's project.

    Raises `StudioError` if nothing was pushed yet, or if the project on the server is not the campaign's.
    """
    link = plan.link
    project_id = configured or (link.project_id if link else None)
    if project_id is None:
        raise StudioError(
            "nothing was pushed from this folder yet, so it has no project.",
            where=studio.url,
            remedy="Push suggestions first: 'annotate push FILE'.",
        )
    project = studio.project(project_id)
    if link is not None and link.project_id == project_id and link.created_at != project["created_at"]:
        raise StudioError(
            f"project {project_id} ({project['title']!r}) is not the project that this campaign pushed to: "
            "that one was deleted or is on another server.",
            where=studio.url,
            remedy="Check studio.url, or move the folder .annotate away to start a new project.",
        )
    return project_id


def find_or_make_project(
    studio: Studio,
    plan: Plan,
    mirror: Mirror,
    ontology: Ontology,
    *,
    title: str,
    language: str,
    instruction: str,
    configured: int | None = None,
) -> tuple[int, bool]:
    """Finds or makes the campaign's project. Returns the project's id, and whether the project is new.

    Raises `ConfigError`, and leaves the plan unchanged, if the mirror is a copy of another project.
    """
    if configured is None and plan.link is None:
        mark = f"annotate {plan.campaign}"
        found = studio.project_marked(mark)  # of a push that was stopped before it noted the project
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
        mirror.check_project(project, keep=False)
        plan.set_link(ProjectLink(studio.url, project_id, project["created_at"]))
    return project_id, False
