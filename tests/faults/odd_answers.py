"""Answers that Label Studio never gives, for the tests of how the commands end."""

from __future__ import annotations

import gzip
import itertools
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.faults.proxy import Answer, Change, Pieces, Rule

Json = Any
TASKS, USERS, ACCOUNT, VERSION = "/api/tasks?", "/api/users", "/api/current-user/whoami", "/api/version"
BIG = 2**70
HTML = "<html><title>Sign in</title></html>"


@dataclass(frozen=True)
class Odd:
    """An odd answer to requests of ``path``. ``says`` are words of the message."""

    id: str
    path: str
    says: str = ""
    change: Change = lambda method, path, content: content
    rule: Rule = lambda method, path: None
    pieces: Pieces = lambda method, path: None


def odd(id: str, path: str, says: str, value: Callable[[Json], Json]) -> Odd:
    """An answer that ``value`` changes."""

    def change(method: str, asked: str, content: Json) -> Json:
        return value(content) if asked.startswith(path) else content

    return Odd(id, path, says, change=change)


def instead(id: str, path: str, says: str, answer: Answer) -> Odd:
    """Another answer in place of the server's."""
    return Odd(id, path, says, rule=lambda method, asked: answer if asked.startswith(path) else None)


def endless(id: str, path: str, says: str, parts: Callable[[], Iterator[bytes]]) -> Odd:
    """An answer that arrives in pieces."""
    return Odd(id, path, says, pieces=lambda method, asked: parts() if asked.startswith(path) else None)


def of_tasks(id: str, says: str, change: Callable[[Json], None]) -> Odd:
    """Changes the second task of every page of whole tasks."""

    def page(method: str, asked: str, content: Json) -> Json:
        if asked.startswith(TASKS) and "fields=all" in asked and "annotations" in asked:
            for task in content["tasks"]:
                if task.get("data", {}).get("article_id") == "a1":
                    change(task)
            return {**content}
        return content

    return Odd(id, TASKS, says, change=page)


def of_annotation(name: str, value: Any, says: str = "") -> Odd:
    """Sets a field of the annotation on the second task."""
    shown = "70 bits" if value == BIG else json.dumps(value)
    return of_tasks(
        f"{name}: {shown}", says or name, lambda task: task["annotations"][0].update({name: value})
    )


def nested(levels: int) -> str:
    """JSON of so many levels."""
    return '{"a": [' * (levels // 2) + "]}" * (levels // 2)


def _dripping() -> Iterator[bytes]:
    while True:
        yield b" "
        time.sleep(0.05)


def _flood() -> Iterator[bytes]:
    return itertools.repeat(b"[" + b" " * 100_000)


def _first_page_again() -> Odd:
    first: dict[str, Json] = {}

    def change(method: str, asked: str, content: Json) -> Json:
        if not asked.startswith(TASKS):
            return content
        kind = asked.partition("include=")[2].partition("&")[0]
        return first.setdefault(kind, {**content, "total": 99})

    return Odd("same page", TASKS, "again", change=change)


def _same_task(content: Json) -> Json:
    return {**content, "tasks": content["tasks"][:1] * 2}


def _without_ids(content: Json) -> Json:
    return {**content, "tasks": [{**task, "id": None} for task in content["tasks"]]}


def _with(name: str, value: Any) -> Callable[[Json], Json]:
    return lambda content: {**content, name: value}


def _lacking(name: str) -> Callable[[Json], Json]:
    return lambda content: {key: value for key, value in content.items() if key != name}


def _users(**fields: Any) -> Callable[[Json], Json]:
    return lambda content: [*content, {"id": 900, "email": "x@example.org", **fields}]


SET_ASIDE = [
    of_tasks("task without id", "without a usable id", lambda task: task.pop("id")),
    of_tasks("task id as text", "without a usable id", lambda task: task.update(id=str(task["id"]))),
    of_tasks("task id of 70 bits", "without a usable id", lambda task: task.update(id=BIG)),
    of_tasks("data as list", "data is a list", lambda task: task.update(data=[1])),
    of_tasks("annotations as object", "instead of a list", lambda task: task.update(annotations={"0": {}})),
    of_tasks("annotations missing", "annotations are nothing", lambda task: task.pop("annotations")),
    of_tasks("annotations as texts", "instead of an object", lambda task: task.update(annotations=["x"])),
    of_tasks("annotation twice", "comes twice", lambda t: t.update(annotations=t["annotations"] * 2)),
    of_tasks("no date", "which is no time", lambda task: task.update(updated_at="yesterday")),
    of_tasks("date of year 1", "which is no time", lambda t: t.update(created_at="0001-01-01T00:00:00Z")),
    of_annotation("id", BIG),
    of_annotation("id", "7"),
    of_annotation("id", True),
    of_annotation("completed_by", BIG),
    of_annotation("completed_by", {"email": "x"}),
    of_annotation("completed_by", [1]),
    of_annotation("lead_time", BIG),
    of_annotation("lead_time", "4"),
    of_annotation("lead_time", float("nan")),
    of_annotation("parent_prediction", BIG),
    of_annotation("parent_prediction", "5"),
    of_annotation("import_id", BIG),
    of_annotation("was_cancelled", "false"),
    of_annotation("created_at", "a while ago"),
    of_annotation("created_at", 5),
    of_annotation("result", [{"score": float("inf")}], "infinite"),
    of_annotation("result", [{"score": float("nan"), "id": "a"}], "infinite"),
]

REFUSED = [
    _first_page_again(),
    odd("reversed", TASKS, "again", lambda content: {**content, "tasks": content["tasks"][::-1]}),
    odd("one task twice", TASKS, "again", _same_task),
    odd("no ids", TASKS, "without a usable id", _without_ids),
    odd("tasks as object", TASKS, "no list of tasks", _with("tasks", {"1": {}})),
    odd("tasks missing", TASKS, "no list of tasks", _lacking("tasks")),
    odd("tasks as texts", TASKS, "instead of a task", _with("tasks", ["a", "b"])),
    odd("page as list", TASKS, "no list of tasks", lambda content: content["tasks"]),
    odd("page as null", TASKS, "no list of tasks", lambda content: None),
    odd("users as object", USERS, "an object instead of a list", lambda content: {"results": content}),
    odd("user without id", USERS, "without a usable id", _users(id=None)),
    odd("user id as bool", USERS, "without a usable id", _users(id=True)),
    odd("user id of 70 bits", USERS, "without a usable id", _users(id=BIG)),
    odd("e-mail as number", USERS, "e-mail address", _users(email=5)),
    odd("user twice", USERS, "twice", lambda content: content * 2),
    odd("no users", USERS, "lists no account", lambda content: []),
    odd("users as texts", USERS, "without a usable id", lambda content: ["a"]),
    odd("project as list", "/api/projects/", "no project", lambda content: [content]),
    odd("other project", "/api/projects/", "no project", _with("id", 77)),
    odd("no configuration", "/api/projects/", "configuration", _lacking("label_config")),
    odd("configuration as number", "/api/projects/", "configuration", _with("label_config", 5)),
    odd("project of no date", "/api/projects/", "time of creation", _with("created_at", None)),
    odd("number of tasks as text", "/api/projects/", "task_number", _with("task_number", "five")),
    odd("title as number", "/api/projects/", "title", _with("title", 5)),
    odd("version shown as list", "/api/projects/", "model_version", _with("model_version", [1])),
    instead("deep page", TASKS, "levels", (200, nested(2000))),
    instead("very deep page", TASKS, "levels", (200, "[" * 20_000)),
    instead("deep users", USERS, "levels", (200, nested(400))),
    instead("html page", TASKS, "no JSON", (200, HTML, {"Content-Type": "text/html"})),
    instead("html users", USERS, "no JSON", (200, HTML)),
    instead("cut page", TASKS, "no JSON", (200, '{"tasks": [{"id": 1, "da')),
    instead("digits", USERS, "without a usable id", (200, '[{"id": ' + "9" * 5000 + "}]")),
    instead("no utf-8", USERS, "no JSON", (200, b'[{"id": 1, "email": "\xff\xfe"}]')),
    instead("no gzip", TASKS, "damaged gzip", (200, '{"tasks": []}', {"Content-Encoding": "gzip"})),
    instead(
        "cut gzip", TASKS, "a part", (200, gzip.compress(b"[]" * 999)[:-9], {"Content-Encoding": "gzip"})
    ),
    instead("brotli", TASKS, "'br'", (200, b"\x0b\x02\x80[]\x03", {"Content-Encoding": "br"})),
    instead(
        "bomb", USERS, "more than", (200, gzip.compress(b" " * 20_000_000), {"Content-Encoding": "gzip"})
    ),
    instead(
        "bomb in a bomb",
        USERS,
        "'gzip, gzip'",
        (200, gzip.compress(gzip.compress(b" " * 20_000_000)), {"Content-Encoding": "gzip, gzip"}),
    ),
    instead("values", USERS, "values", (200, "[" + "0," * 300_000 + "0]")),
    endless("flood", USERS, "more than", _flood),
    endless("dripping", USERS, "ReadTimeout", _dripping),
]
