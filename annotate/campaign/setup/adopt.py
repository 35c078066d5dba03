"""Adopts a project that was made by hand in Label Studio. Its labels and tags may have any names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from annotate.core.errors import ConfigError
from annotate.core.files import writing
from annotate.core.yaml_file import parse_yaml, validated
from annotate.project import FILE_NAME, Project, ProjectSettings
from annotate.studio.api.client import Studio
from annotate.studio.screen.adopt import infer
from annotate.studio.store.plan import Plan, ProjectLink

_SAMPLED = 500  # annotated tasks; they show which labels relations start from
_INCLUDE = "id,annotations,result"


@dataclass(frozen=True)
class Adopted:
    """The result of an adoption. ``left_out`` maps controls and values that are not read to the reason."""

    project: Project
    title: str
    ontology_file: Path
    left_out: dict[str, str] = field(default_factory=dict)


def adopt(project: Project, studio: Studio, plan: Plan, project_id: int) -> Adopted:
    """Infers an ontology from the Label Studio project and makes it this campaign's ontology.

    Writes ``configs/adopted-ID.yaml``, unless the file exists. Sets ``ontology`` and ``studio.project`` in
    annotate.yaml. Raises `ConfigError` if the campaign already has another project, or if a push of this
    campaign made the project.
    """
    link = plan.link
    if link is not None and link.project_id != project_id:
        raise ConfigError(
            f"this campaign already has the project {link.project_id}.",
            where=str(project.root / FILE_NAME),
            remedy="Make a new folder with 'annotate init DIR' and adopt the other one there.",
        )
    if link is not None and not project.ontology.adopted:
        raise ConfigError(
            f"project {project_id} is this campaign's own, with the ontology {project.ontology.id}.",
            where=str(project.root / FILE_NAME),
            remedy="Leave --adopt out: 'annotate pull' reads it.",
        )
    found = studio.project(project_id)
    name = f"adopted-{project_id}"
    file = project.root / "configs" / f"{name}.yaml"
    inferred = infer(found["label_config"], name, _results(studio, project_id))
    if not file.exists():  # an existing file may have been edited
        form = inferred.ontology.model_dump(exclude_defaults=True, mode="json")
        with writing(file) as out:
            out.write(
                f"# Inferred from project {project_id}; `renamed` leads from the names there to those here.\n"
            )
            yaml.safe_dump(form, out, allow_unicode=True, sort_keys=False)
    _set(project, f"configs/{file.name}", project_id)
    plan.set_link(ProjectLink(studio.url, project_id, found["created_at"]))
    return Adopted(Project.load(project.root / FILE_NAME), str(found["title"]), file, inferred.left_out)


def _results(studio: Studio, project_id: int) -> Iterator[list[dict[str, Any]]]:
    filters = [
        {"filter": "filter:tasks:total_annotations", "operator": "greater", "type": "Number", "value": 0}
    ]
    tasks = studio.tasks(project_id, fields="all", include=_INCLUDE, page_size=100, filters=filters)
    for task in islice(tasks, _SAMPLED):
        for annotation in task.get("annotations") or []:
            if isinstance(annotation.get("result"), list):
                yield annotation["result"]


def _set(project: Project, ontology: str, project_id: int) -> None:
    """Sets the two keys in annotate.yaml and leaves every other line as it is.

    Raises `ConfigError` if the layout of the file does not allow this.
    """
    path = project.root / FILE_NAME
    text = path.read_text(encoding="utf-8")
    line = f'ontology: "{ontology}"'
    text, changed = re.subn(r"(?m)^ontology:.*$", line, text)
    if not changed:
        text = f"{text.rstrip()}\n\n{line}\n"
    if re.search(r"(?m)^studio:\s*$", text):
        text = re.sub(r"(?m)^  project:.*\n", "", text)
        text = re.sub(r"(?m)^studio:\s*$", f"studio:\n  project: {project_id}", text, count=1)
    else:
        text = f"{text.rstrip()}\n\nstudio:\n  project: {project_id}\n"
    studio = project.settings.studio.model_copy(update={"project": project_id})
    wanted = project.settings.model_copy(update={"ontology": ontology, "studio": studio})
    try:
        fits = validated(parse_yaml(path, text), ProjectSettings) == wanted
    except ConfigError:
        fits = False
    if not fits:
        raise ConfigError(
            "has a layout that cannot be edited automatically.",
            where=str(path),
            remedy=f"Write 'ontology: {ontology}' and, under studio, 'project: {project_id}' into it."
            " Then run 'annotate pull'.",
        )
    with writing(path) as out:
        out.write(text)
