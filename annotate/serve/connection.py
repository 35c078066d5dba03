"""Keeps Label Studio's entry of a prediction backend, claims tasks imported by hand, and pulls."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass

from annotate.campaign.server.connect import connect, open_workspace
from annotate.campaign.server.own_folder import check_folder
from annotate.campaign.server.sync import pull_file
from annotate.core.article import Article
from annotate.core.errors import ConfigError, StudioError
from annotate.core.wording import counted
from annotate.project import FILE_NAME, Project
from annotate.serve.access import Account, hook_account
from annotate.serve.limits import WEBHOOK
from annotate.serve.protocol import Task
from annotate.studio.api.backends import (
    Backend,
    BackendEntry,
    add_backend,
    backends,
    change_backend,
    sign_webhook,
)
from annotate.studio.codec.tasks import task_key
from annotate.studio.pull.recent import read_recent
from annotate.studio.workspace import Workspace

_OURS = "annotate/"  # the beginning of every version of ours


@dataclass
class Connection:
    """A project's Label Studio, and the address ``url`` at which it reaches the backend.

    ``account`` is what Label Studio signs in with. Without ``pulls`` the mirror is left alone.
    """

    project: Project
    url: str
    account: Account | None
    pulls: bool = True
    _seen: object = None

    def connect(self, version: str) -> str:
        """Makes the entry, or gives it the new version as its title. Shows people this version.

        Raises `StudioError` if the project has another backend before this one.
        """
        project = self._project_now()
        with connect(project) as studio, closing(open_workspace(project, studio)) as workspace:
            check_folder(project, workspace.plan)
            _ = workspace.binding
            entry = BackendEntry(
                self.url,
                version,
                None if self.account is None else self.account.user,
                None if self.account is None else self.account.password,
            )
            ours = self._own(backends(studio, workspace.project_id), studio.url)
            if ours is None:
                add_backend(studio, workspace.project_id, entry)
            else:
                change_backend(studio, workspace.project_id, ours.id, entry)
            hook = None if self.account is None else hook_account(self.account).header
            hooked = sign_webhook(studio, workspace.project_id, self.url.rstrip("/") + WEBHOOK, hook)
            shown = studio.project(workspace.project_id)
            if shown.get("model_version") != version:
                studio.update_project(
                    workspace.project_id, show_collab_predictions=True, model_version=version
                )
            how = "its webhooks tell of new work" if hooked else "it sends no webhooks here, so it is asked"
            return f"Label Studio at {studio.url} asks this backend for suggestions of {version}; {how}."

    def claim(self, tasks: list[Task]) -> str:
        """Gives tasks that somebody imported by hand the id of their article and their key.

        Then a pull knows them as the campaign's. Nothing else of a task changes.
        """
        project = self._project_now()
        with connect(project) as studio, closing(open_workspace(project, studio)) as workspace:
            if project.ontology.adopted:
                return ""  # there a pull reads tasks of other programs as they are
            text_key = workspace.binding.text_key
            ids = sorted({task.id for task in tasks if task.id is not None})
            claimed = []
            for task in studio.tasks_with_data(workspace.project_id, ids):
                data = task["data"]
                article = Task(task["id"], data).article(text_key)
                if not isinstance(article, Article) or ("task_key" in data and "article_id" in data):
                    continue
                key = task_key(article.id, article.digest)
                if not workspace.plan.has_task(key) or workspace.mirror.index.ids(key):
                    continue  # its text was changed since, or the article has a task already
                studio.change_task(task["id"], {**data, "article_id": article.id, "task_key": key})
                claimed.append(f"task {task['id']} as article {article.id}")
            if not claimed:
                return ""
            named = ", ".join(claimed[:10])
            return f"{counted(len(claimed), 'task')} imported by hand joined the campaign: {named}."

    def pull(self) -> str:
        """Pulls if something has changed since the last call. Tells what came."""
        if not self.pulls:
            return ""
        project = self._project_now()
        with connect(project) as studio:
            with closing(open_workspace(project, studio)) as workspace:
                now = _state(workspace)
            if now == self._seen:
                return ""
            try:
                changes = pull_file(project, studio, None).report.changes
            except ConfigError as error:
                if "another pull is running" in error.what:
                    return ""  # it reads the same; the next look finds nothing new
                raise
            self._seen = now
        if not changes:
            return ""
        new = counted(changes.new, "annotation")
        return f"Pulled: {new} new, {changes.changed} changed, {changes.gone} gone."

    def _project_now(self) -> Project:
        return Project.load(self.project.root / FILE_NAME)

    def _own(self, found: list[Backend], where: str) -> Backend | None:
        """The entry of this backend. Label Studio asks only a project's first one."""
        ours = next((one for one in found if one.url.rstrip("/") == self.url.rstrip("/")), None)
        ours = ours or next((one for one in found if one.title.startswith(_OURS)), None)
        if found and ours != found[0]:
            first = found[0]
            raise StudioError(
                f"the project has another prediction backend, {first.title!r} at {first.url};"
                " Label Studio asks only a project's first one.",
                where=where,
                remedy="Remove it in Label Studio under Settings, Model, or serve with --no-connect.",
            )
        return ours


def _state(workspace: Workspace) -> object:
    """What differs if somebody has worked in the project."""
    recent = read_recent(workspace)
    numbers = ("task_number", "total_annotations_number", "skipped_annotations_number")
    return recent.latest, [workspace.project.get(name) for name in numbers]
