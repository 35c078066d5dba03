"""The client for Label Studio: bulk calls through our own session, control calls through label-studio-sdk."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from annotate.studio.api import answers, bounds
from annotate.studio.api.listed_account import ListedAccount
from annotate.studio.api.listings import TaskListings
from annotate.studio.api.refusals import TransientError, sdk_errors
from annotate.studio.api.tasks_page import wrong
from annotate.studio.api.tokens import is_personal_access_token
from annotate.studio.api.transport import Json, Transport

if TYPE_CHECKING:
    from collections import Counter

    import httpx
    import tenacity
    from label_studio_sdk.client import LabelStudio

TESTED_VERSIONS = ("1.23.2",)


class Studio(TaskListings):
    """A client for one account on one Label Studio server. Use the client as a context manager.

    ``deadline_s`` limits a call with all its retries, ``answer_s`` a single answer. Both are in seconds, by
    default those of `bounds`. Each answer is checked here: one in another form raises `WrongAnswerError`.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        answer_s: float | None = None,
        deadline_s: float | None = None,
        ca_file: Path | None = None,
        own: bool = True,
    ) -> None:
        self._token = token.strip()
        self._transport = Transport(
            url, token, answer_s=answer_s, deadline_s=deadline_s, ca_file=ca_file, own=own
        )
        self.url = self._transport.url

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._transport.close()

    @property
    def token_kind(self) -> str:
        """The kind of the token: "personal access" or "legacy"."""
        return "personal access" if is_personal_access_token(self._token) else "legacy"

    @property
    def repeated(self) -> Counter[str]:
        """The number of retries, by kind of failure."""
        return self._transport.repeated

    @cached_property
    def sdk(self) -> LabelStudio:
        """The official client, on the same connection. Imported at first use: the import takes seconds."""
        from label_studio_sdk.client import LabelStudio

        make: Any = LabelStudio  # its constructor has no type hints
        client: LabelStudio = make(base_url=self.url, api_key=self._token, httpx_client=self._transport.http)
        return client

    def version(self) -> str:
        """The server's release, such as ``1.23.2``."""
        return answers.checked_release(self.get("/api/version"))

    def whoami(self) -> Json:
        """The signed-in account: ``id``, ``email``."""
        return answers.checked_account(self.get("/api/current-user/whoami"), self.url)

    def users(self) -> dict[int, str]:
        """The e-mail addresses of the organisation's accounts, by account id."""
        return {account.id: account.email or f"user-{account.id}" for account in self.accounts()}

    def accounts(self) -> list[ListedAccount]:
        """The organisation's accounts."""
        return answers.checked_accounts(self.get("/api/users"), self.url)

    def project(self, project_id: int) -> Json:
        """A project with its settings and labelling configuration."""
        found = self.get(f"/api/projects/{project_id}/", missing=f"project {project_id}")
        return answers.checked_project(found, project_id, self.url)

    def create_project(self, title: str, label_config: str, instruction: str, mark: str = "") -> Json:
        """Makes a project and reads it back. Cuts or pads the title to 3 to 50 characters.

        Writes ``mark`` into the description. If the server's answer is lost, the mark identifies the project.
        """
        for attempt in self.repeating():
            with attempt:
                if mark and attempt.retry_state.attempt_number > 1 and (made := self.project_marked(mark)):
                    return self.project(made)
                with sdk_errors(self.url):
                    answer = self.sdk.projects.create(
                        title=title[:50].ljust(3, "_"),
                        description=mark,
                        label_config=label_config,
                        expert_instruction=instruction,
                        show_instruction=True,
                        show_skip_button=True,
                        enable_empty_annotation=True,
                    )
                    made = int(answer.id or 0)
                return self.project(made)
        raise AssertionError("unreachable")

    def project_marked(self, mark: str) -> int | None:
        """The id of the project whose description contains ``mark``, or None."""
        seen: set[int] = set()
        for number in range(1, bounds.PROJECT_PAGES + 1):
            page = self.get("/api/projects", page=number, page_size=100, include="id,description")
            projects = answers.checked_projects(page, self.url)
            for project in projects:
                if mark in str(project.get("description") or ""):
                    return int(project["id"])
            if not page.get("next"):
                return None
            ids = {project["id"] for project in projects}
            if ids <= seen:
                raise wrong(
                    f"page {number} of the server's projects has only projects of earlier pages", self.url
                )
            seen |= ids
        raise wrong(f"the server's list of projects has more than {bounds.PROJECT_PAGES:,} pages", self.url)

    def update_project(self, project_id: int, **settings: Any) -> None:
        """Changes settings of a project, such as ``model_version``."""
        for attempt in self.repeating():
            with attempt, sdk_errors(self.url):
                self.sdk.projects.update(id=project_id, **settings)

    def import_tasks(self, project_id: int, tasks: bytes) -> Json:
        """Imports a JSON list of tasks in one call, which is one transaction. Never retries.

        ``task_ids`` in the answer are the new ids, in the order of the list.
        """
        answer = self._transport.ask(
            "POST",
            f"/api/projects/{project_id}/import",
            params={"return_task_ids": "true"},
            content=tasks,
            headers={"Content-Type": "application/json"},
        )
        return answers.checked_import(answer)

    def import_predictions(self, project_id: int, predictions: bytes) -> Json:
        """Adds a JSON list of predictions. Each prediction names its ``task``. Never retries."""
        return self._transport.ask(
            "POST",
            f"/api/projects/{project_id}/import/predictions",
            content=predictions,
            headers={"Content-Type": "application/json"},
        )

    def drafts(self, task_id: int) -> list[Json]:
        """The drafts of all annotators on one task. A task listing has only drafts of this account."""
        found = self.get(f"/api/tasks/{task_id}/drafts", missing=f"task {task_id}")
        return answers.checked_drafts(found, task_id, self.url)

    def annotations(self, task_id: int) -> list[Json]:
        """The annotations of one task."""
        found = self.get(f"/api/tasks/{task_id}/annotations/", missing=f"task {task_id}")
        return answers.checked_annotations(found, task_id, self.url)

    def make_draft(self, task_id: int, body: Json, annotation: int | None = None) -> Json:
        """Makes a draft of this account, of a change to ``annotation`` if given. Never retries."""
        of = "" if annotation is None else f"/annotations/{annotation}"
        return answers.checked_draft(self.post(f"/api/tasks/{task_id}{of}/drafts", body), self.url)

    def invitation(self) -> str:
        """The path of the page on which a new account of the organisation signs up."""
        return answers.checked_invitation(self.get("/api/invite"), self.url)

    def browser(self) -> httpx.Client:
        """A session without an account, with the same limits. The caller must close it."""
        return self._transport.browser()

    def change_task(self, task_id: int, data: Json) -> None:
        """Replaces the data of a task."""
        self.patch(f"/api/tasks/{task_id}/", {"data": data})

    def delete_prediction(self, prediction_id: int) -> None:
        """Deletes one prediction."""
        self.delete(f"/api/predictions/{prediction_id}/")

    def delete_task(self, task_id: int) -> None:
        """Deletes a task with its annotations and predictions."""
        self.delete(f"/api/tasks/{task_id}/")

    def get(self, path: str, *, missing: str | None = None, **params: Any) -> Json:
        """Reads ``path``. Retries until the deadline if the server is busy or fails, or cannot be reached."""
        return self._transport.read(path, missing=missing, params=params or None)

    def post(self, path: str, body: Json) -> Json:
        """Sends a JSON body to ``path``. Never retries."""
        return self._transport.ask("POST", path, json=body)

    def patch(self, path: str, body: Json) -> Json:
        """Changes the object at ``path``. Retries like `get`, because a second call changes nothing more."""
        return self._transport.change("PATCH", path, missing=path, body=body)

    def delete(self, path: str) -> None:
        """Deletes the object at ``path``. Retries like `get`."""
        self._transport.change("DELETE", path, missing=path)

    def repeating(self) -> tenacity.Retrying:
        """Attempts with pauses. Before each retry, the caller must ask the server what the last call did."""
        return self._transport.repeating()

    def stop_waiting(self) -> None:
        """Ends every wait before a retry, now and in the future. For a caller that gives up."""
        self._transport.stopped.set()

    def wait(self, error: TransientError) -> None:
        """Pauses after a failure for as long as the server asks, else for half a second."""
        self.pause(min(error.retry_after_s or 0.5, bounds.PAUSE_S))

    def pause(self, seconds: float) -> None:
        """Waits for so many seconds, or until `stop_waiting` is called."""
        self._transport.stopped.wait(seconds)


def task_number(project: Json) -> int:
    """The number of tasks that a project reports."""
    return int(project.get("task_number") or 0)
