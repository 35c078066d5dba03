"""Connects to a campaign's Label Studio, and opens the campaign's plan, mirror and workspace."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from annotate.campaign.server.trust import STUDIO, unconfirmed
from annotate.core.errors import MissingExtraError, StudioError
from annotate.project import TOKEN_VARIABLE, Project

if TYPE_CHECKING:
    from annotate.studio.api.client import Studio
    from annotate.studio.server.embedded import EmbeddedServer
    from annotate.studio.store.mirror import Mirror
    from annotate.studio.store.plan import Plan
    from annotate.studio.workspace import Workspace

MIRROR = "mirror.sqlite"
PLAN = "plan.sqlite"


def embedded_server(project: Project) -> EmbeddedServer:
    """The project's embedded Label Studio, whether it runs or not."""
    try:
        import psutil  # noqa: F401  # the extra's marker
    except ImportError as error:
        raise MissingExtraError("Label Studio", "server") from error
    from annotate.studio.server.embedded import EmbeddedServer

    return EmbeddedServer(project.state / "server")


def connect(project: Project) -> Studio:
    """Connects to the project's Label Studio.

    Raises `StudioError` if the project's own server is not running, or if there is no token. Raises
    `UnconfirmedAddressError` if nobody has confirmed that the address in annotate.yaml may get the token.
    """
    try:
        import httpx  # noqa: F401  # the extra's marker
    except ImportError as error:
        raise MissingExtraError("label-studio-sdk", "studio") from error
    from annotate.studio.api.client import Studio
    from annotate.studio.api.tokens import SIGN_IN_REMEDY

    url, token = project.settings.studio.url, os.environ.get(TOKEN_VARIABLE, "")
    if url is None:
        server = embedded_server(project)
        running = server.running()
        if running is None:
            raise StudioError(
                "this project's Label Studio is not running.",
                where=str(project.root),
                remedy="Start it with 'annotate studio up', or set studio.url in annotate.yaml.",
            )
        if not server.listens(running):
            # Another program may have taken the port. It must not get the token.
            raise StudioError(
                "this project's Label Studio does not listen there, or not yet.",
                where=running.url,
                remedy="Run 'annotate studio up', which waits for it.",
            )
        url, token = running.url, token or server.credentials().token
    if not token:
        raise StudioError("there is no token for Label Studio.", where=url, remedy=SIGN_IN_REMEDY)
    if (refused := unconfirmed(project, STUDIO)) is not None:
        raise refused
    ca_file = project.settings.studio.ca_file
    own = project.settings.studio.url is None
    return Studio(url, token, ca_file=project.root / ca_file if ca_file else None, own=own)


def open_plan(project: Project) -> Plan:
    """Opens the project's plan."""
    from annotate.studio.store.plan import Plan

    return Plan(project.local / PLAN)


def open_mirror(project: Project) -> Mirror:
    """Opens the project's mirror."""
    from annotate.studio.store.mirror import Mirror

    return Mirror(project.local / MIRROR)


@contextmanager
def one_moment(project: Project) -> Iterator[tuple[Plan, Mirror]]:
    """Opens plan and mirror to read both as they are now, whatever a pull or push writes meanwhile."""
    # The mirror first: what it refers to is then in the plan, because a push writes the plan first.
    with (
        closing(open_plan(project)) as plan,
        closing(open_mirror(project)) as mirror,
        mirror.reading(),
        plan.reading(),
    ):
        yield plan, mirror


def open_workspace(project: Project, studio: Studio) -> Workspace:
    """Opens the workspace of the campaign's project on the server. The caller must close the workspace.

    Raises `StudioError` if nothing was pushed yet, or if the project on the server is not the campaign's.
    """
    from annotate.studio.workspace import Workspace, find_project

    plan = open_plan(project)
    project_id = find_project(studio, plan, project.settings.studio.project)
    return Workspace(studio, project_id, project.ontology, plan, open_mirror(project))
