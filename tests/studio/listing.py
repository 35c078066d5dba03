"""Label Studio's task listing in memory, for failures that a real server cannot produce on demand.

It answers the requests of a pull: a project, its accounts, and pages of tasks, filtered and ordered. A test
can make a page fail, set the clock back, or date a change back. tests/loop tests the real server's answers.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from typing import Any

import httpx
import pytest

from annotate.core.ontology import Ontology
from annotate.studio.api.client import Studio
from annotate.studio.api.filters import moment_of
from annotate.studio.screen.label_config import build_label_config

ONTOLOGY = Ontology.load("conll")
Task = dict[str, Any]
_Client = httpx.Client
Handler = Callable[[httpx.Request], httpx.Response]


def studio_of(handler: Handler, deadline_s: float = 20.0) -> Studio:
    """A client whose requests ``handler`` answers."""
    with pytest.MonkeyPatch.context() as patch:
        # A client of its own would read the certificates of the machine each time.
        patch.setattr(httpx, "Client", partial(_Client, transport=httpx.MockTransport(handler)))
        return Studio("http://studio.test", "0" * 40, deadline_s=deadline_s)


class Listing:
    """One project with its tasks by id. ``asked`` has the ids of each page of whole tasks."""

    def __init__(self) -> None:
        self.tasks: dict[int, Task] = {}
        self.asked: list[list[int]] = []
        self.id_listings = 0
        self.task_requests = 0  # requests of whole tasks, failed ones too
        self.clock: datetime | None = None  # the time in the answers
        self.cap: int | None = None  # the most tasks on a page, whatever is requested
        self.total: Callable[[int], Any] = lambda true: true  # the total that is stated
        self.ignores_filters = False
        self.withheld: set[int] = set()  # tasks that the project counts and no listing has
        self.now = datetime(2024, 3, 3, 12, tzinfo=UTC)
        self.fails: Callable[[list[int]], int | None] = lambda ids: None  # the status of a page, if not 200
        self.meanwhile: Callable[[], None] = lambda: None  # happens once a page of whole tasks was given

    def put(self, *ids: int, at: datetime | None = None, **fields: Any) -> None:
        """Makes or changes these tasks, now or dated to another moment."""
        self.now += timedelta(seconds=1)
        for id in ids:
            made = self.tasks.get(id) or {
                "id": id,
                "data": {"text": "x", "task_key": f"k{id}", "article_id": f"a{id}"},
                "annotations": [],
                "created_at": server_time(self.now),
            }
            self.tasks[id] = {**made, **fields, "updated_at": server_time(at or self.now)}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        given = self._answer(request)
        if self.clock is not None:
            given.headers["Date"] = format_datetime(self.clock, usegmt=True)
        return given

    def _answer(self, request: httpx.Request) -> httpx.Response:
        match request.url.path:
            case "/api/projects/1/":
                config = build_label_config(ONTOLOGY)
                return answer(
                    {
                        "id": 1,
                        "created_at": server_time(datetime(2024, 1, 1, tzinfo=UTC)),
                        "label_config": config,
                        "task_number": len(self.tasks),
                        "total_annotations_number": sum(_numbers(task)[0] for task in self.tasks.values()),
                        "skipped_annotations_number": sum(_numbers(task)[1] for task in self.tasks.values()),
                    }
                )
            case "/api/users":
                return answer([{"id": 1, "email": "a@example.org"}])
            case "/api/tasks":
                return self._listed(request.url.params)
        return httpx.Response(404)

    def _listed(self, params: httpx.QueryParams) -> httpx.Response:
        query = json.loads(params["query"])
        filters = None if self.ignores_filters else query.get("filters")
        found = [
            task for id, task in self.tasks.items() if id not in self.withheld and _passes(task, filters)
        ]
        column = query["ordering"][0]
        found.sort(key=lambda task: task[column.rpartition(":")[2]], reverse=column.startswith("-"))
        page = found[: min(int(params["page_size"]), self.cap or len(found))]
        ids = [task["id"] for task in page]
        if params["fields"] == "all":
            self.task_requests += 1
            if status := self.fails(ids):
                return httpx.Response(status, json={"detail": "made to fail"})
            if ids:
                self.asked.append(ids)
        elif column == "tasks:id" and params["page_size"] != "1":
            self.id_listings += 1
            for task in page:
                task["total_annotations"], task["cancelled_annotations"] = _numbers(task)
        stated = self.total(len(found))
        given = answer({"tasks": page} if stated is None else {"tasks": page, "total": stated})
        if params["fields"] == "all":
            self.meanwhile()
        return given


def server_time(moment: datetime) -> str:
    """Formats a moment as the server does."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _numbers(task: Task) -> tuple[int, int]:
    """The numbers of submitted and skipped annotations."""
    skipped = sum(bool(one.get("was_cancelled")) for one in task["annotations"])
    return len(task["annotations"]) - skipped, skipped


def answer(content: Any) -> httpx.Response:
    return httpx.Response(200, json=content)


def _passes(task: Task, filters: Any) -> bool:
    passes = any if (filters or {}).get("conjunction") == "or" else all
    return passes(_one(task, item) for item in (filters or {"items": ()})["items"])


def _one(task: Task, item: dict[str, Any]) -> bool:
    column, value = item["filter"].removeprefix("filter:tasks:"), item["value"]
    match column, item["operator"]:
        case "id", "greater":
            return bool(task["id"] > value)
        case "id", "in_list":
            return task["id"] in value
        case "data.task_key", "equal":
            return bool(task["data"]["task_key"] == value)
        case "updated_at", "greater":
            return moment_of(task["updated_at"]) > moment_of(value)
    raise AssertionError(f"no such filter here: {item}")
