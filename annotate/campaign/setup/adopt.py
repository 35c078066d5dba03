"""Adopts a project that was made by hand in Label Studio. Its labels and tags may have any names."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from annotate.core.errors import ConfigError, MissingExtraError
from annotate.core.files import writing
from annotate.core.ontology import Ontology
from annotate.core.yaml_file import parse_yaml, validated
from annotate.project import FILE_NAME, Project, ProjectSettings
from annotate.studio.api.client import Studio
from annotate.studio.codec.tasks import Unreadable, article_of
from annotate.studio.screen.adopt import infer
from annotate.studio.store.plan import Plan, ProjectLink

_SAMPLED = 500  # annotated tasks; they show which labels relations start from
_TEXTS = 100  # tasks; if none of them has a text that can be read, the project cannot be adopted
_INCLUDE = "id,annotations,result"
_WRITTEN = "adopted_ontology"  # in the plan: the digest of the ontology file as it was written


@dataclass(frozen=True)
class Adopted:
    """The result of an adoption.

    ``left_out`` maps controls and values that are not read to the reason. ``events`` are the event types with
    the reason, as far as it is known. ``suggested`` maps labels that may be event types, because relations
    that are not read start from them, to the number of these relations in the annotations looked at.
    ``confirm`` are the words of the command that makes them event types.
    """

    project: Project
    title: str
    ontology_file: Path
    text: str
    left_out: dict[str, str] = field(default_factory=dict)
    events: dict[str, str] = field(default_factory=dict)
    suggested: dict[str, int] = field(default_factory=dict)
    confirm: tuple[str, ...] = ()


def adopt(
    project: Project,
    studio: Studio,
    plan: Plan,
    project_id: int,
    *,
    events: Sequence[str] = (),
    text: str | None = None,
) -> Adopted:
    """Infers an ontology from the Label Studio project and makes it this campaign's ontology.

    ``events`` are the labels that are event types, ``text`` the name of the text to read. Writes
    ``configs/adopted-ID.yaml``. Without ``events`` and ``text`` an existing file stays. Sets ``ontology`` and
    ``studio.project`` in annotate.yaml.

    Raises `ConfigError` if the campaign already has another project, if a push of this campaign made the
    project, if annotate cannot read the project's text or labels, or if the file was edited.
    """
    _check_link(project, plan, project_id)
    found = studio.project(project_id)
    name = f"adopted-{project_id}"
    file = project.root / "configs" / f"{name}.yaml"
    kept = file.exists() and not events and text is None  # an existing file may have been edited
    ontology = Ontology.load(file) if kept else None
    chosen_text = text if ontology is None else ontology.text_tag
    inferred = infer(
        found["label_config"],
        name,
        _results(studio, project_id),
        events=events,
        text=chosen_text,
        kept=ontology,
    )
    texts = _readable_texts(studio, project_id, inferred.text_key)
    if ontology is None:
        ontology = inferred.ontology.model_copy(update={"languages": _languages(texts, project.languages)})
        _write(file, ontology, plan, project_id)
    _set(project, f"configs/{file.name}", project_id)
    plan.set_link(ProjectLink(studio.url, project_id, found["created_at"]))
    if plan.ontologies.all():  # else the first pull notes it
        plan.ontologies.note(ontology, studio.clock.now)
    events_there = {
        label: inferred.events.get(label, "")
        for label, (control, value) in inferred.labels.items()
        if ontology.renamed_label(value, control) in ontology.events
    }
    suggested = {label: count for label, count in inferred.suggested.items() if label not in events_there}
    return Adopted(
        Project.load(project.root / FILE_NAME),
        str(found["title"]),
        file,
        inferred.text,
        inferred.left_out,
        events_there,
        suggested,
        _command(project_id, [*events_there, *suggested], chosen_text) if suggested else (),
    )


def _check_link(project: Project, plan: Plan, project_id: int) -> None:
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


def _readable_texts(studio: Studio, project_id: int, text_key: str) -> list[str]:
    """The texts of the first tasks. A pull names single tasks without one.

    Raises `ConfigError` if there are tasks, and none of the first has a text.
    """
    tasks = studio.tasks(project_id, fields="task_only", include="id,data", page_size=_TEXTS)
    problems: list[str] = []
    texts: list[str] = []
    for task in islice(tasks, _TEXTS):
        article = article_of(task.get("data") or {}, text_key, other_id=f"task-{task['id']}")
        if isinstance(article, Unreadable):
            problems.append(f"task {task['id']} {article.why}")
        else:
            texts.append(article.text)
    if problems and not texts:
        raise ConfigError(
            f"none of its first {len(problems)} tasks has a text that annotate can read; {problems[0]}.",
            where=f"project {project_id} in Label Studio",
            remedy="Make a project whose tasks hold the text itself in one field, and adopt that one.",
        )
    return texts


def _languages(texts: Sequence[str], configured: tuple[str, ...]) -> tuple[str, ...]:
    """The languages of at least a tenth of the texts, the most common first; else the configured ones."""
    from annotate.corpus.language import LanguageDetector

    detector = LanguageDetector(configured)
    counts: Counter[str] = Counter()
    try:
        for text in texts:
            if found := detector.of(text) or detector.most_likely(text):
                counts[found] += 1
    except (ConfigError, MissingExtraError):
        return configured
    common = tuple(name for name, count in counts.most_common() if 10 * count >= counts.total())
    return common or configured


def _write(file: Path, ontology: Ontology, plan: Plan, project_id: int) -> None:
    """Writes the ontology. Raises `ConfigError` if the file exists and was edited."""
    if file.exists() and plan.setting(_WRITTEN) != _digest(file):
        raise ConfigError(
            "was edited after the adoption, and --events and --text would write it anew.",
            where=str(file),
            remedy="Move it to another name to have it written anew, or make the change in it by hand.",
        )
    form = ontology.model_dump(exclude_defaults=True, mode="json")
    with writing(file) as out:
        out.write(
            f"# Inferred from project {project_id}; `renamed` leads from the names there to those here.\n"
        )
        yaml.safe_dump(form, out, allow_unicode=True, sort_keys=False)
    plan.set_setting(_WRITTEN, _digest(file))


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _command(project_id: int, events: Sequence[str], text: str | None) -> tuple[str, ...]:
    chosen = ("--text", text) if text is not None else ()
    return (
        *("annotate", "pull", "--adopt", str(project_id), *chosen),
        *(word for label in events for word in ("--events", label)),
    )


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
