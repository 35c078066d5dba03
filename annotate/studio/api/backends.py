"""A project's prediction backends in Label Studio, and the webhooks that Label Studio makes for them.

Label Studio asks only a project's first backend, and only if the backend's title is the version whose
suggestions the project shows.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from annotate.core.errors import StudioError
from annotate.studio.api.client import Studio
from annotate.studio.api.tasks_page import wrong

HOOK_EVENTS = ("ANNOTATION_CREATED", "ANNOTATION_UPDATED", "ANNOTATIONS_DELETED")


@dataclass(frozen=True)
class Backend:
    """A prediction backend as Label Studio lists it. ``state`` is its word for it, such as "Connected"."""

    id: int
    title: str
    url: str
    version: str
    state: str


@dataclass(frozen=True)
class BackendEntry:
    """What Label Studio shall store of a backend. ``title`` is the version of its suggestions."""

    url: str
    title: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    def body(self, project_id: int) -> dict[str, Any]:
        """The JSON body of a request."""
        signed = {
            "auth_method": "BASIC_AUTH",
            "basic_auth_user": self.user,
            "basic_auth_pass": self.password,
        }
        return {
            "project": project_id,
            "url": self.url,
            "title": self.title,
            "description": "annotate serve",
            "is_interactive": False,
            **(signed if self.user is not None else {"auth_method": "NONE"}),
        }


def backends(studio: Studio, project_id: int) -> list[Backend]:
    """The prediction backends of a project, the one that Label Studio asks first."""
    found = studio.get("/api/ml", project=project_id)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise wrong("the list of prediction backends is in another form", studio.url)
    read = [_backend(one, studio.url) for one in found]
    return sorted(read, key=lambda backend: backend.id)


def add_backend(studio: Studio, project_id: int, entry: BackendEntry) -> None:
    """Adds a backend. Label Studio asks it for its health and version at once.

    Label Studio stores the backend before it makes the webhook to it. It refuses a webhook to a local address
    with 403, and the backend stays. So an error counts only if the backend is not stored.

    Raises `StudioError` with a remedy if Label Studio refuses the address.
    """
    try:
        studio.post("/api/ml/", entry.body(project_id))
    except StudioError as error:
        if not (_is_forbidden(error) and _is_stored(studio, project_id, entry)):
            raise _explained(error, entry) from error


def change_backend(studio: Studio, project_id: int, backend_id: int, entry: BackendEntry) -> None:
    """Changes a backend. If the project shows the version of the former title, it shows the new one's."""
    try:
        studio.patch(f"/api/ml/{backend_id}", entry.body(project_id))
    except StudioError as error:
        raise _explained(error, entry) from error


def sign_webhook(studio: Studio, project_id: int, url: str, header: str | None) -> bool:
    """Lets the webhook to ``url`` send an Authorization header, and neither texts nor other events.

    Returns False if there is no such webhook: Label Studio makes none to an address that it must not reach.
    """
    found = studio.get("/api/webhooks/", project=project_id)
    hooks = found if isinstance(found, list) else []
    ours = [one for one in hooks if isinstance(one, dict) and one.get("url") == url]
    wanted = {
        "headers": {} if header is None else {"Authorization": header},
        "send_payload": False,
        "send_for_all_actions": False,
        "actions": list(HOOK_EVENTS),
    }
    for hook in ours:
        if any(hook.get(name) != value for name, value in wanted.items() if name != "actions"):
            studio.patch(f"/api/webhooks/{hook['id']}/", wanted)
    return bool(ours)


def _is_forbidden(error: StudioError) -> bool:
    return "may not use" in error.what


def _is_stored(studio: Studio, project_id: int, entry: BackendEntry) -> bool:
    """Whether the project has this entry. False if the account may not see the project's backends."""
    try:
        found = backends(studio, project_id)
    except StudioError:
        return False
    return any(one.url.rstrip("/") == entry.url.rstrip("/") and one.title == entry.title for one in found)


def _backend(found: dict[str, Any], url: str) -> Backend:
    if type(found.get("id")) is not int:
        raise wrong("a prediction backend has no id", url)
    words = {name: str(found.get(name) or "") for name in ("title", "url", "model_version", "readable_state")}
    return Backend(found["id"], words["title"], words["url"], words["model_version"], words["readable_state"])


def _explained(error: StudioError, entry: BackendEntry) -> StudioError:
    """The error with a remedy, where the reason is known.

    Label Studio answers 403 both to an address that it must not ask and to an account without the right.
    """
    refused = _is_forbidden(error) or "reserved network address" in error.what
    if refused and _is_local(entry.url):
        return StudioError(
            f"Label Studio may not ask {entry.url}, an address of its own machine or network.",
            where=error.where,
            remedy="Run 'annotate studio down' and 'annotate studio up --backend'. One that annotate"
            " did not start needs ML_BLOCK_LOCAL_IP=false, or another address of this server (--url).",
        )
    if "health check failed" in error.what:
        return StudioError(
            f"Label Studio does not reach {entry.url}.",
            where=error.where,
            remedy="Check that it can reach this address; --url gives it another one.",
        )
    return error


def _is_local(url: str) -> bool:
    """Whether the address names this machine or a private network. A name counts, as it may lead there."""
    host = urlsplit(url).hostname or ""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return True
