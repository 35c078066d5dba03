"""The addresses of a project and of its tasks in Label Studio, as people open them."""

from __future__ import annotations

import re

_SIGN_IN = re.compile(r"^(https?://)[^/]*@")


def project_address(url: str, project_id: int) -> str:
    """The address of the list of a project's tasks."""
    return f"{url}/projects/{project_id}/data"


def task_address(url: str, project_id: int, task_id: int) -> str:
    """The address of a task, without a name and password in it."""
    return f"{project_address(_shown(url), project_id)}?task={task_id}"


def _shown(url: str) -> str:
    return _SIGN_IN.sub(r"\1", url).rstrip("/")
