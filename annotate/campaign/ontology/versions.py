"""Finds a version of an ontology by file, built-in name or NAME@VERSION."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

from annotate.campaign.server.connect import PLAN, open_plan
from annotate.campaign.server.ontology_in_use import FormerOntologies, on_screen
from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.core.ontology_versions import digest_of
from annotate.core.reused_names import refuse_reused_names
from annotate.project import Project
from annotate.studio.store.ontology_log import OntologyLog
from annotate.studio.store.plan import Plan

_VERSION = re.compile(r"[^/\\]+@\d+\.\d+\.\d+")


def find_version(project: Project, name: str) -> Ontology:
    """The ontology that ``name`` means: a file, a built-in ontology, or NAME@VERSION.

    Looks for NAME@VERSION in the project's plan, configs and releases, then among the built-in ontologies.
    Raises `ConfigError` if it is nowhere.
    """
    if not _VERSION.fullmatch(name) or Path(name).exists():
        return Ontology.load(name, project.root)
    if _has_plan(project):
        with closing(open_plan(project)) as plan:
            found = former_version(project, plan.ontologies, name)
    else:
        found = former_version(project, None, name)
    if found is None and project.ontology.id == name:
        found = project.ontology
    if found is None:
        raise ConfigError(
            f"no ontology {name} was found in the plan, the configs and the releases.",
            where=str(project.root),
            remedy=f"Name its file, or put it into configs as configs/{name.replace('@', '-')}.yaml.",
        )
    return found


def refuse_reused(project: Project, old: Ontology, new: Ontology) -> None:
    """Raises `ConfigError` if a name of ``new`` means something else in ``old``.

    If ``new`` is the project's ontology, then also if it means something else in a version that was in use.
    """
    formers = [old]
    if _has_plan(project) and digest_of(new) == digest_of(project.ontology):
        with closing(open_plan(project)) as plan:
            formers = [*FormerOntologies(project, plan.ontologies).in_use(), old]
    refuse_reused_names(new, formers)


def former_version(project: Project, log: OntologyLog | None, name: str) -> Ontology | None:
    """The latest content of NAME@VERSION; None if it is nowhere."""
    found = list(FormerOntologies(project, log).named(name))
    return found[-1] if found else None


def live_version(project: Project, plan: Plan) -> Ontology | None:
    """The ontology of the screen in Label Studio. None if there is none, or if its content is unknown."""
    used = on_screen(plan)
    if used is None:
        return None
    return used.ontology() or former_version(project, plan.ontologies, used.id)


def live_ontology(project: Project) -> Ontology:
    """The ontology that the project in Label Studio has, by the plan.

    Raises `ConfigError` if nothing was pushed yet, or if the plan does not know the ontology's content.
    """
    if not _has_plan(project):
        raise _unknown(project)
    with closing(open_plan(project)) as plan:
        if plan.link is None and project.settings.studio.project is None:
            raise _unknown(project)
        found, used = live_version(project, plan), on_screen(plan)
        if found is None and used is not None:
            name = used.id
            raise ConfigError(
                f"the plan knows that {name} is in use, but not its content.",
                where=str(plan.path),
                remedy=f"Put its file into configs as configs/{name.replace('@', '-')}.yaml, or name two"
                " files.",
            )
    return found or project.ontology


def _has_plan(project: Project) -> bool:
    return (project.local / PLAN).is_file()


def _unknown(project: Project) -> ConfigError:
    return ConfigError(
        "nothing was pushed from this folder yet, so no version is in use in Label Studio.",
        where=str(project.root),
        remedy="Name two versions to compare: annotate ontology diff OLD NEW.",
    )
