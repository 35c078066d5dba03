"""Checks that a campaign is used from its own folder: a copy would push into the project of the original."""

from __future__ import annotations

import warnings
from contextlib import closing
from typing import TYPE_CHECKING

from annotate.campaign.server.connect import PLAN, open_plan
from annotate.core.errors import CopiedFolderError
from annotate.project import CampaignWarning, Project, state_folder

if TYPE_CHECKING:
    from annotate.studio.store.plan import Plan
    from annotate.studio.store.plan_folder import Found, KnownFolders


def check_folder(project: Project, plan: Plan) -> None:
    """Notes the project's folder in its plan. Call this before a command changes or reads anything.

    Warns with `CampaignWarning` if the folder was moved. Raises `CopiedFolderError` if it is a copy.
    """
    from annotate.studio.store.plan_folder import Place, find_folder, note_folder

    found = find_folder(plan, project.root, _known())
    if found.place in (Place.COPIED, Place.HIDDEN):
        raise _copied(project, plan, found)
    if found.place is Place.MOVED:
        warnings.warn(f"{project.root}: {_moved(plan, found)}", CampaignWarning, stacklevel=2)
    note_folder(plan, project.root, _known())


def look_at_folder(project: Project, plan: Plan) -> None:
    """Warns with `CampaignWarning` if the folder was moved or copied. For commands that only read."""
    if (doubt := doubt_about_folder(project, plan)) is not None:
        warnings.warn(f"{project.root}: {doubt[0]}", CampaignWarning, stacklevel=2)


def doubt_about_folder(project: Project, plan: Plan) -> tuple[str, str] | None:
    """A sentence on a folder that was moved or copied, and what to do. None if it is the campaign's own."""
    from annotate.studio.store.plan_folder import Place, find_folder

    found = find_folder(plan, project.root, _known())
    if found.place is Place.MOVED:
        return _moved(plan, found), "The next push or pull notes the new place."
    if found.place in (Place.COPIED, Place.HIDDEN):
        error = _copied(project, plan, found)
        return error.what, error.remedy or ""
    return None


def keep_folder(project: Project) -> None:
    """Makes this folder the folder of its campaign, although it is a copy. Call this if the user wants it."""
    from annotate.studio.store.plan_folder import note_folder

    if (project.local / PLAN).is_file():
        with closing(open_plan(project)) as plan:
            note_folder(plan, project.root, _known())


def note_own_folder(project: Project, plan: Plan) -> None:
    """Stores the project's folder in a plan that was made for it, as a restore does."""
    from annotate.studio.store.plan_folder import note_folder

    note_folder(plan, project.root, _known())


def check_own_server(project: Project) -> None:
    """Checks the folder before a command starts or stops the project's own Label Studio.

    A copy of the folder leads to the Label Studio of the original. Raises `CopiedFolderError` there.
    """
    from annotate.studio.store.plan_folder import Place, find_folder

    with closing(open_plan(project)) as plan:
        found = find_folder(plan, project.root, _known())
        if found.place in (Place.COPIED, Place.HIDDEN):
            error = _copied(project, plan, found)
            error.what = error.what.partition(" Both would use")[0] + " Both use the same Label Studio."
            raise error
        check_folder(project, plan)


def _known() -> KnownFolders:
    from annotate.studio.store.plan_folder import KnownFolders

    return KnownFolders(state_folder() / "campaigns")


def _copied(project: Project, plan: Plan, found: Found) -> CopiedFolderError:
    from annotate.studio.store.plan_folder import Place

    what = f"this folder is a copy of {found.path}, which is still there."
    if found.place is Place.HIDDEN:
        what = f"this campaign was in {found.path}, which cannot be looked at, so this folder may be a copy."
    return CopiedFolderError(
        f"{what} Both would use {_used(plan)}.",
        where=str(project.root),
        remedy="For a new campaign, run 'annotate init' in a new folder and copy the configs, or delete"
        f" {project.local}. To work on the same project from here, use --yes.",
        root=project.root,
    )


def _moved(plan: Plan, found: Found) -> str:
    return f"this campaign was in {found.path} before. It goes on with {_used(plan)}."


def _used(plan: Plan) -> str:
    link = plan.link
    return f"the project {link.project_id} at {link.url}" if link is not None else "the same project"
