"""The view of the data manager in which annotators find the tasks that lint lists.

A view belongs to one choice of findings: the options --annotator, --code, --ignore and --article. The plan
has a digest of this choice for each title, so that another choice never replaces or empties a view.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import closing

from annotate.campaign.quality.lint import Request
from annotate.campaign.server.connect import connect, open_workspace
from annotate.campaign.server.own_folder import look_at_folder
from annotate.core.errors import ConfigError
from annotate.core.wording import first_of
from annotate.project import Project
from annotate.studio.api.views import has_view, remove_view, show_tasks, with_annotations, with_keys
from annotate.studio.store.plan import Plan

TITLE = "annotate lint"  # of the view with the findings of everybody
_VIEWS = "lint_views"  # the plan's setting: the digest of the choice of each title
_NAMED = 2
_LONGEST = 60  # characters of a title; the data manager shows it on a tab


def title_of(request: Request) -> str:
    """The title of the view for a choice of findings. Names an annotator by what stands before the "@"."""
    names = [
        *(_named([name.partition("@")[0] or name for name in sorted(request.annotators)])),
        *_named(sorted(request.codes)),
        *(f"without {name}" for name in _named(sorted(request.ignored))),
        *_named(sorted(request.articles)),
    ]
    if not names:
        return TITLE
    title = f"{TITLE}: {'; '.join(names)}"
    return title if len(title) <= _LONGEST else f"{title[: _LONGEST - 1]}…"


def renew_view(
    project: Project, request: Request, title: str | None, tasks: Mapping[int, int]
) -> dict[str, object]:
    """Makes or renews the view of these tasks in the campaign's project; deletes it if there are none.

    ``tasks`` maps each task to one of its annotations. Without a ``title``, it has that of `title_of`.
    Returns ``outcome`` (made, renewed, deleted, none), ``title``, ``tasks`` and ``address``. Raises
    `StudioError` if Label Studio cannot be reached, or if the title is that of somebody else's view, and
    `ConfigError` if the view has the findings of another choice.
    """
    title = title or title_of(request)
    with connect(project) as studio, closing(open_workspace(project, studio)) as workspace:
        look_at_folder(project, workspace.plan)
        plan, project_id = workspace.plan, workspace.project_id
        if title == TITLE or has_view(studio, project_id, title):
            _check_choice(plan, request, title, empties=not tasks)
        made: dict[str, object] = {"title": title, "tasks": len(tasks), "address": None}
        if not tasks:
            removed = remove_view(studio, project_id, title)
            _remember(plan, title, None)
            return {"outcome": "deleted" if removed else "none", **made}
        if workspace.ontology.adopted:  # its tasks have no keys on the server
            chosen = with_annotations(tasks.values())
        else:
            known = workspace.mirror.known()
            chosen = with_keys(task.key for task in known if task.task_id in tasks and task.key is not None)
        view = show_tasks(studio, project_id, title, chosen)
        _remember(plan, title, _choice(request))
        return {**made, "outcome": "made" if view.is_new else "renewed", "address": view.address}


def _check_choice(plan: Plan, request: Request, title: str, *, empties: bool) -> None:
    known = _choice(Request()) if title == TITLE else (plan.setting(_VIEWS) or {}).get(_digest(title))
    if known == _choice(request) or (known is None and not empties):
        return
    what = f"the view {title!r} has the findings of other options than these"
    if title == TITLE:
        what = f"the view {title!r} has the findings of everybody, and these are a choice"
    elif known is None:
        what = f"these options find nothing, and it is not known which options made the view {title!r}"
    own = title_of(request)
    alone = "" if own == title else f" --view alone takes {own!r}."
    raise ConfigError(
        f"{what}, so it stays as it is.",
        where="the data manager in Label Studio",
        remedy=f"Use the options of that time, or another title: --view TITLE.{alone}",
    )


def _remember(plan: Plan, title: str, choice: str | None) -> None:
    key = _digest(title)
    views = {name: known for name, known in (plan.setting(_VIEWS) or {}).items() if name != key}
    plan.set_setting(_VIEWS, views if choice is None else {**views, key: choice})


def _choice(request: Request) -> str:
    chosen = [sorted(one) for one in (request.annotators, request.codes, request.ignored, request.articles)]
    return _digest(json.dumps(chosen))


def _digest(text: str) -> str:
    """A digest, so that the plan holds no annotator's name for a view."""
    return hashlib.sha256(text.encode()).hexdigest()


def _named(names: list[str]) -> list[str]:
    return [first_of(names, _NAMED, ", ")] if names else []
