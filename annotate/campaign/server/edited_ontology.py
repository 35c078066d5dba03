"""Lets commands that read go on while the ontology file is ahead of the screen in Label Studio."""

from __future__ import annotations

import warnings
from contextlib import closing
from dataclasses import replace

from annotate.campaign.server.connect import MIRROR, PLAN, open_mirror, open_plan
from annotate.campaign.server.ontology_in_use import named_differences, on_screen
from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.core.ontology_versions import digest_of
from annotate.project import CampaignWarning, Project
from annotate.studio.screen.binding import bind


def as_on_screen(project: Project, live: str | None = None) -> Project:
    """The project with the ontology of its screen, if its file was edited and does not fit the screen yet.

    ``live`` is the configuration in Label Studio; if None, the mirror's, as of the last pull.
    Warns with `CampaignWarning` then. Else returns ``project``: if the file fits the screen, if `annotate
    ontology apply` has begun, or if the plan does not know what the screen was made from.
    """
    there = _of_screen(project, live)
    if there is None:
        return project
    warnings.warn(
        f"the file has {project.ontology.id}, and the screen in Label Studio was made from {there.id}"
        f"{named_differences(there, project.ontology)}. This command goes on as the screen has it. 'annotate"
        " ontology diff' shows what changes, and 'annotate ontology apply' brings the screen to the file.",
        CampaignWarning,
        stacklevel=2,
    )
    as_before = replace(project)
    as_before.__dict__["ontology"] = there
    return as_before


def _of_screen(project: Project, live: str | None) -> Ontology | None:
    """The ontology of the screen if the file's does not fit it, and nothing was applied meanwhile."""
    if not all((project.local / name).is_file() for name in (PLAN, MIRROR)):
        return None
    with closing(open_plan(project)) as plan, closing(open_mirror(project)) as mirror:
        used, log = on_screen(plan), plan.ontologies.all()
        config = live or mirror.setting("label_config")
    if config is None or used is None or used.digest != log[-1].digest:
        return None
    there = used.ontology()
    if there is None or there.adopted or used.digest == digest_of(project.ontology):
        return None
    return there if _fits(there, config) and not _fits(project.ontology, config) else None


def _fits(ontology: Ontology, config: str) -> bool:
    try:
        bind(ontology, config)
    except ConfigError:
        return False
    return True
