"""What Label Studio's prediction-backend protocol asks and answers, without HTTP.

The requests are those of Label Studio 1.23 (its ml/api_connector.py): ``GET /health``, ``POST /setup`` with
``schema``, ``POST /predict`` with ``tasks`` and ``label_config``, ``POST /webhook`` with ``action``. Requests
also hold secrets: ``access_token`` in a setup, ``params.login`` and ``params.password`` in a prediction.
They are not read here, so nothing can store or log them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from annotate.core.article import Article
from annotate.core.errors import InputError
from annotate.studio.codec.tasks import Unreadable, article_of

ANNOTATION_ACTIONS = (
    "ANNOTATION_CREATED",
    "ANNOTATION_UPDATED",
    "ANNOTATION_DELETED",
    "ANNOTATIONS_CREATED",
    "ANNOTATIONS_DELETED",
)
TRAINING = "START_TRAINING"
MOST_TASKS = 10_000


@dataclass(frozen=True)
class Task:
    """A task for which suggestions are asked: its number in Label Studio, and its data."""

    id: int | None
    data: dict[str, Any]

    @property
    def name(self) -> str:
        """The task in a message."""
        return "a task without id" if self.id is None else f"task {self.id}"

    def article(self, text_key: str, *, adopted: bool = False) -> Article | Unreadable:
        """The article of the task, also of one that somebody imported by hand.

        Such a task has no article id. Its article gets the id ``task-NUMBER``, and in an ``adopted`` project
        the id in the data if there is one, as a pull reads it there.
        """
        data = self.data if adopted else {name: value for name, value in self.data.items() if name != "id"}
        return article_of(data, text_key, other_id=f"task-{0 if self.id is None else self.id}")

    @property
    def is_foreign(self) -> bool:
        """Whether the task was not made by a push."""
        return "task_key" not in self.data or "article_id" not in self.data


@dataclass(frozen=True)
class PredictRequest:
    """A request for suggestions. ``label_config`` is the screen of the project, or None."""

    tasks: tuple[Task, ...]
    label_config: str | None


def parsed(body: bytes) -> dict[str, Any]:
    """The JSON object of a request. Raises `InputError` for anything else."""
    try:
        found = json.loads(body or b"{}", parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise InputError(f"the request is no JSON ({' '.join(str(error).split())[:200]}).") from error
    if not isinstance(found, dict):
        raise InputError("the request is no JSON object.")
    return found


def predict_request(body: bytes) -> PredictRequest:
    """Reads a request for suggestions. Raises `InputError` if it is in another form."""
    found = parsed(body)
    tasks = found.get("tasks")
    if not isinstance(tasks, list):
        raise InputError("the request has no list of tasks.")
    if len(tasks) > MOST_TASKS:
        raise InputError(
            f"the request has {len(tasks):,} tasks; at most {MOST_TASKS:,} are answered in one request.",
            remedy="Select fewer tasks in Label Studio.",
        )
    return PredictRequest(tuple(map(_task, tasks)), _config(found.get("label_config")))


def setup_config(body: bytes) -> str | None:
    """The labelling configuration in a setup request, or None. Reads nothing else of the request."""
    return _config(parsed(body).get("schema"))


def webhook_action(body: bytes) -> str:
    """The action that a webhook tells; empty if it tells none."""
    action = parsed(body).get("action")
    return action if isinstance(action, str) else ""


def _task(given: Any) -> Task:
    if not isinstance(given, dict) or not isinstance(data := given.get("data"), dict):
        raise InputError("the request has a task without data.")
    number = given.get("id")
    return Task(number if type(number) is int and number >= 0 else None, data)


def _config(given: Any) -> str | None:
    return given if isinstance(given, str) and given.strip() else None


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")
