"""Talking to Label Studio: bulk calls through our own session, control calls through label-studio-sdk.

Every failure comes out as a `StudioError` with one sentence and a remedy; tokens never stand in one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import httpx
import tenacity

from annotate.core.errors import ConfigError, StudioError
from annotate.studio.tokens import SIGN_IN_REMEDY, auth_for, is_personal_access_token

if TYPE_CHECKING:
    from label_studio_sdk.client import LabelStudio

TESTED_VERSIONS = ("1.23.2",)
_BUSY = {429, 502, 503, 504}
Json = Any


class TransientError(StudioError):
    """A failure after which the server may or may not have done what was asked: ask it before repeating."""


_NOT_OURS = "Is this Label Studio's own address, and not a proxy's or a sign-in page's?"


class Studio:
    """One Label Studio, one account. Use it as a context manager."""

    def __init__(self, url: str, token: str, *, timeout_s: float = 120.0) -> None:
        self.url = url.rstrip("/")
        if not self.url.startswith(("http://", "https://")):
            raise ConfigError(
                f"{url!r} is not an address.", remedy="It should start with http:// or https://."
            )
        self._token = token.strip()
        self._http = httpx.Client(
            base_url=self.url, auth=auth_for(token), timeout=httpx.Timeout(timeout_s, connect=10.0)
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    @property
    def token_kind(self) -> str:
        """Which of the two kinds of token this is: "personal access" or "legacy"."""
        return "personal access" if is_personal_access_token(self._token) else "legacy"

    @cached_property
    def sdk(self) -> LabelStudio:
        """The official client, on the same connection. Imported at its first use only: it takes seconds."""
        from label_studio_sdk.client import LabelStudio

        make: Any = LabelStudio  # its constructor has no type hints
        client: LabelStudio = make(base_url=self.url, api_key=self._token, httpx_client=self._http)
        return client

    def version(self) -> str:
        """The server's release, such as ``1.23.2``."""
        return str(self.get("/api/version").get("release", "unknown"))

    def whoami(self) -> Json:
        """The signed-in account: ``id``, ``email``."""
        return self.get("/api/current-user/whoami")

    def users(self) -> dict[int, str]:
        """The e-mail address of each account of the organisation by its id."""
        return {user["id"]: user.get("email") or f"user-{user['id']}" for user in self.get("/api/users")}

    def project(self, project_id: int) -> Json:
        """A project with its settings and labelling configuration."""
        found = self.get(f"/api/projects/{project_id}/", missing=f"project {project_id}")
        if not isinstance(found, dict) or "label_config" not in found:
            raise StudioError(
                f"what answers there holds no project {project_id}.", where=self.url, remedy=_NOT_OURS
            )
        return found

    def create_project(self, title: str, label_config: str, instruction: str) -> Json:
        """Makes a project and reads it back; the title is cut or padded to the 3 to 50 characters allowed."""
        with _sdk_errors(self.url):
            made = self.sdk.projects.create(
                title=title[:50].ljust(3, "_"),
                label_config=label_config,
                expert_instruction=instruction,
                show_instruction=True,
                show_skip_button=True,
                enable_empty_annotation=True,
            )
        return self.project(int(made.id or 0))

    def update_project(self, project_id: int, **settings: Any) -> None:
        """Changes settings of a project, such as ``model_version``."""
        with _sdk_errors(self.url):
            self.sdk.projects.update(id=project_id, **settings)

    def import_tasks(self, project_id: int, tasks: bytes) -> Json:
        """Imports a JSON list of tasks in one call, which is one transaction; not repeated by itself."""
        return self._answer(
            "POST",
            f"/api/projects/{project_id}/import",
            content=tasks,
            headers={"Content-Type": "application/json"},
        )

    def tasks(self, project_id: int, *, fields: str, include: str, page_size: int = 100) -> Iterator[Json]:
        """All tasks of a project by ascending id, a page at a time.

        Pages are cut by id, not by number, so tasks added or deleted meanwhile shift nothing.
        ``include`` filters the keys of nested annotations too: name those as well.
        """
        after = 0
        while True:
            query = {
                "filters": {
                    "conjunction": "and",
                    "items": [
                        {"filter": "filter:tasks:id", "operator": "greater", "type": "Number", "value": after}
                    ],
                },
                "ordering": ["tasks:id"],
            }
            page = self.get(
                "/api/tasks",
                missing=f"project {project_id}",
                project=project_id,
                fields=fields,
                include=include,
                page_size=page_size,
                query=json.dumps(query),
            )
            tasks = page.get("tasks") or []
            yield from tasks
            if len(tasks) < page_size:
                return
            after = tasks[-1]["id"]

    def tasks_by_key(self, project_id: int, keys: list[str], *, include: str) -> list[Json]:
        """The tasks with one of these task keys, with the nested keys that ``include`` names."""
        items = [
            {"filter": "filter:tasks:data.task_key", "operator": "equal", "type": "String", "value": key}
            for key in keys
        ]
        page = self.get(
            "/api/tasks",
            missing=f"project {project_id}",
            project=project_id,
            fields="all",
            include=include,
            page_size=len(keys),
            query=json.dumps({"filters": {"conjunction": "or", "items": items}}),
        )
        found: list[Json] = page.get("tasks") or []
        return found

    def drafts(self, task_id: int) -> list[Json]:
        """The drafts of all people on one task; a listing of tasks holds one's own only."""
        found: list[Json] = self.get(f"/api/tasks/{task_id}/drafts", missing=f"task {task_id}")
        return found

    def get(self, path: str, *, missing: str | None = None, **params: Any) -> Json:
        """Reads ``path``; asks again a few times while the server is busy or the connection breaks."""
        for attempt in tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(TransientError),
            stop=tenacity.stop_after_attempt(4),
            wait=tenacity.wait_exponential(multiplier=0.3, max=5),
            reraise=True,
        ):
            with attempt:
                return self._answer("GET", path, missing=missing, params=params or None)
        raise AssertionError("unreachable")

    def post(self, path: str, body: Json) -> Json:
        """Sends a JSON body to ``path``; not repeated by itself."""
        return self._answer("POST", path, json=body)

    def _answer(self, method: str, path: str, *, missing: str | None = None, **request: Any) -> Json:
        try:
            response = self._http.request(method, path, **request)
        except httpx.ConnectError as error:
            raise StudioError(
                "Label Studio does not answer.",
                where=self.url,
                remedy="Start it with 'annotate studio up', or check studio.url in annotate.yaml.",
            ) from error
        except (httpx.TimeoutException, httpx.TransportError) as error:
            raise TransientError(
                f"the connection to Label Studio broke ({type(error).__name__}).",
                where=self.url,
                remedy="Run the command again; what was sent already is found and not sent twice.",
            ) from error
        return self._read(response, missing)

    def _read(self, response: httpx.Response, missing: str | None) -> Json:
        if not response.is_success and not response.is_redirect:
            place = missing or response.url.path
            raise _refusal(self.url, response.status_code, place, _detail(response), missing is not None)
        try:
            return response.json()
        except ValueError as error:
            raise StudioError(
                f"{response.url.path} answered with no JSON (HTTP {response.status_code}).",
                where=self.url,
                remedy=_NOT_OURS,
            ) from error


class _sdk_errors:  # noqa: N801  # reads as a statement: with _sdk_errors(url)
    """Turns the SDK's and httpx's errors into ours."""

    def __init__(self, url: str) -> None:
        self._url = url

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, httpx.HTTPError):
            raise StudioError(
                f"Label Studio does not answer ({type(error).__name__}).",
                where=self._url,
                remedy="Check that it runs, then run the command again.",
            ) from error
        status = getattr(error, "status_code", None)
        if error is not None and isinstance(status, int):
            detail = str(getattr(error, "body", ""))[:300]
            raise _refusal(self._url, status, "what was asked", detail) from error


def _refusal(url: str, code: int, place: str, detail: str, named: bool = False) -> StudioError:
    """The error for an HTTP status; ``named`` says that ``place`` is a thing one can look for."""
    if code == httpx.codes.UNAUTHORIZED:
        return StudioError("Label Studio refused the token.", where=url, remedy=SIGN_IN_REMEDY)
    if code == httpx.codes.FORBIDDEN:
        return StudioError(
            f"this account may not use {place}.", where=url, remedy="Ask the project's owner for access."
        )
    if code == httpx.codes.NOT_FOUND and named:
        return StudioError(
            f"there is no {place} (or this account does not see it).",
            where=url,
            remedy="Check studio.project in annotate.yaml and the account behind the token.",
        )
    if code in _BUSY:
        return TransientError(
            f"Label Studio is busy (HTTP {code}).", where=url, remedy="Run the command again later."
        )
    if code >= httpx.codes.INTERNAL_SERVER_ERROR:
        return TransientError(
            f"Label Studio failed (HTTP {code}) on {place}.",
            where=url,
            remedy="Look at its log ('annotate studio up' names it), then run the command again.",
        )
    return StudioError(
        f"Label Studio refused {place} (HTTP {code}): {detail}.", where=url, remedy="Mend what it names."
    )


def _detail(response: httpx.Response) -> str:
    try:
        body = response.json()
    except ValueError:
        return response.text[:200]
    if isinstance(body, dict):
        problems = body.get("validation_errors") or body.get("detail") or body
        return str(problems)[:300]
    return str(body)[:300]
