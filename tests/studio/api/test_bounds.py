"""The bounds from both sides: large legitimate answers pass, and what lies just above a bound is refused."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import httpx
import pytest

from annotate.core.errors import StudioError
from annotate.studio.api import bounds
from annotate.studio.api.pages import Reader
from annotate.studio.api.paging import Page, read_pages
from annotate.studio.api.parsing import parse
from annotate.studio.api.refusals import TooLargeError, WrongAnswerError
from annotate.studio.api.transport import Transport
from tests.studio.listing import Handler, Listing, answer, studio_of

REGION = {
    "id": "0123456789",
    "from_name": "entities",
    "to_name": "text",
    "type": "labels",
    "origin": "manual",
    "score": 0.75,
    "value": {"start": 1_000_000, "end": 1_000_009, "text": "Phnom Penh", "labels": ["LOC"]},
}


def asked(content: bytes, **headers: str) -> Any:
    """What a client makes of an answer with this body."""
    with studio_of(lambda request: httpx.Response(200, content=iter([content]), headers=headers)) as studio:
        return studio.get("/api/x")


def padded(size: int) -> bytes:
    """JSON of so many bytes."""
    return b"[1]".ljust(size)


def test_the_largest_legitimate_task_lies_ten_times_below_the_bounds() -> None:
    note = {"id": 1, "result": [REGION] * 5_000, "completed_by": 1, "lead_time": 3.5}
    task = {"id": 1, "data": {"text": "é" * 1_000_000}, "annotations": [note], "predictions": [note]}
    body = json.dumps({"total": 1, "tasks": [task]}, ensure_ascii=False).encode()
    assert len(body) * 10 <= bounds.BODY_BYTES
    assert sum(map(body.count, (b",", b"[", b"{"))) * 10 <= bounds.VALUES
    assert bounds.DEPTH >= 10 * 10
    assert asked(body)["tasks"] == [task]
    assert asked(gzip.compress(body, 1), **{"Content-Encoding": "gzip"})["tasks"] == [task]


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("", bytes),
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda content: zlib.compress(content, wbits=-15)),
    ],
    ids=["plain", "gzip", "deflate", "raw deflate"],
)
def test_the_bytes_of_an_answer(
    monkeypatch: pytest.MonkeyPatch, encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    monkeypatch.setattr(bounds, "BODY_BYTES", 3_000_000)
    headers = {"Content-Encoding": encoding} if encoding else {}
    assert asked(pack(padded(3_000_000)), **headers) == [1]
    with pytest.raises(TooLargeError, match="more than 2 MB"):
        asked(pack(padded(3_000_001)), **headers)


def test_the_values_of_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "VALUES", 100)
    assert len(asked(b"[" + b"0," * 99 + b"0]")) == 100
    with pytest.raises(TooLargeError, match="more than 100 values"):
        asked(b"[" + b"0," * 100 + b"0]")


@pytest.mark.parametrize("pair", ["[]", '{"a":}'])
def test_the_levels_of_an_answer(pair: str) -> None:
    def nested(levels: int) -> bytes:
        return f"{pair[:-1] * levels}{'1' if ':' in pair else ''}{pair[-1] * levels}".encode()

    assert parse(nested(bounds.DEPTH), "/api/x", "url")
    assert parse(b'["' + b"[" * 5_000 + b'"]', "/api/x", "url") == ["[" * 5_000], "brackets in a text"
    for levels in (bounds.DEPTH + 2, 5_000):
        with pytest.raises(WrongAnswerError, match="more than 200 levels"):
            parse(nested(levels), "/api/x", "url")


def test_json_that_only_the_standard_library_reads_is_read() -> None:
    assert parse(b'{"a": "\\ud800", "b": NaN, "c": 3}', "/api/x", "url")["a"] == "\ud800"


def streamed(server: Listing) -> Handler:
    """Answers as a real server does: in pieces, and only with the ids where only these are asked for."""

    def handle(request: httpx.Request) -> httpx.Response:
        content = server(request).json()
        if request.url.params["fields"] != "all":
            content["tasks"] = [{"id": task["id"]} for task in content["tasks"]]
        return httpx.Response(200, content=iter([json.dumps(content).encode()]))

    return handle


def test_a_page_that_is_too_large_is_read_in_smaller_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "BODY_BYTES", 30_000)
    server = Listing()
    server.put(*range(1, 41))
    for task in server.tasks.values():
        task["data"]["text"] = "x" * 2_000
    with studio_of(streamed(server)) as studio:
        reader = Reader(studio, 1, "id,data", 40)
        assert [task["id"] for page in reader.pages() for task in page] == [*range(1, 41)]
        assert studio.repeated["too large"] > 0
        assert reader.set_aside == {}
        listed = studio.tasks(1, fields="all", include="id,data", page_size=40)
        assert [task["id"] for task in listed] == [*range(1, 41)]


def test_a_task_that_is_too_large_alone_is_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "BODY_BYTES", 30_000)
    server = Listing()
    server.put(1, 2, 3)
    server.tasks[2]["data"]["text"] = "x" * 40_000
    with studio_of(streamed(server)) as studio:
        studio.stop_waiting()
        reader = Reader(studio, 1, "id,data", 3)
        assert [task["id"] for page in reader.pages() for task in page] == [1, 3]
    assert "more than" in reader.set_aside[2]


def test_accounts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "USERS", 3)
    users: list[dict[str, Any]] = [
        {"id": id, "email": f"{id}@example.org", "new key": {}} for id in (1, 2, 3, 4)
    ]
    with studio_of(lambda request: answer(users[:3])) as studio:
        assert len(studio.users()) == 3
    with (
        studio_of(lambda request: answer(users)) as studio,
        pytest.raises(WrongAnswerError, match="more than 3"),
    ):
        studio.users()


@pytest.mark.parametrize("new", [True, False], ids=["new projects", "the same projects"])
def test_a_list_of_projects_that_never_ends_is_refused(monkeypatch: pytest.MonkeyPatch, new: bool) -> None:
    monkeypatch.setattr(bounds, "PROJECT_PAGES", 20)
    numbers = count(1)

    def endless(request: httpx.Request) -> httpx.Response:
        return answer({"results": [{"id": next(numbers) if new else 1}], "next": "http://studio.test/more"})

    with studio_of(endless) as studio, pytest.raises(WrongAnswerError, match="projects"):
        studio.project_marked("mark")
    assert next(numbers) <= 21


def test_a_listing_may_grow_while_it_is_read_but_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "TASKS_ADDED", 5)

    def pages(end: int) -> Iterator[list[Any]]:
        return read_pages(
            lambda after: Page([{"id": after + 1}], left=2 if after + 1 < end else 1),
            where="http://studio.test",
        )

    assert sum(map(len, pages(25))) == 25
    with pytest.raises(WrongAnswerError, match="does not end: it states 2 tasks and returned 26"):
        list(pages(10**9))


@pytest.mark.parametrize(
    "token", [None, 5, {"a": 1}, "", "a b", "é", "a\r\nX-Other: 1", "x" * (bounds.TOKEN_CHARACTERS + 1)]
)
def test_an_access_token_that_cannot_stand_in_a_header_is_refused(token: Any) -> None:
    personal = "e30.eyJ0b2tlbl90eXBlIjoicmVmcmVzaCJ9.c2ln"
    handler = httpx.MockTransport(lambda request: answer({"access": token}))
    with pytest.MonkeyPatch.context() as patch:
        client = httpx.Client
        patch.setattr(httpx, "Client", lambda **options: client(**options, transport=handler))
        transport = Transport("http://studio.test", personal)
    with pytest.raises(StudioError, match="RemoteProtocolError"):
        transport.ask("GET", "/api/x")
    transport.close()


@pytest.mark.parametrize("ids", [[1, 1], ["1"], [2**70], [True], {"0": 1}, None])
def test_ids_of_new_tasks_that_are_none_are_left_out(ids: Any) -> None:
    with studio_of(lambda request: answer({"task_count": 2, "task_ids": ids})) as studio:
        assert studio.import_tasks(1, b"[]") == {"task_count": 2}


@pytest.mark.parametrize(
    "link", [None, 5, "https://elsewhere.example.org/user/signup/", "//elsewhere.example.org/", ""]
)
def test_an_invitation_to_another_server_is_refused(link: Any) -> None:
    with studio_of(lambda request: answer({"invite_url": link})) as studio:
        with pytest.raises(WrongAnswerError, match="invitation"):
            studio.invitation()


@pytest.mark.parametrize(
    "drafts", [{}, [5], [{"id": "1"}], [{"id": 2**70}], [{"id": 1}, {"id": 1}], [{"id": 1, "user": []}]]
)
def test_drafts_in_another_form_are_refused(drafts: Any) -> None:
    with studio_of(lambda request: answer(drafts)) as studio, pytest.raises(WrongAnswerError, match="task 7"):
        studio.drafts(7)


@pytest.mark.parametrize("version", [[], {"release": ["1"]}, {"release": "x\x1b[2J"}, {}])
def test_a_version_in_another_form_is_unknown(version: Any) -> None:
    with studio_of(lambda request: answer(version)) as studio:
        assert studio.version() == "unknown"


@pytest.mark.parametrize("account", [[], {}, {"id": 1}, {"id": 1, "email": "a", "permissions": 5}])
def test_an_account_in_another_form_is_refused(account: Any) -> None:
    with studio_of(lambda request: answer(account)) as studio, pytest.raises(WrongAnswerError):
        studio.whoami()


def test_a_pause_that_a_server_asks_for_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "PAUSE_S", 0.01)
    from annotate.studio.api.refusals import TransientError

    with studio_of(lambda request: answer([])) as studio:
        studio.wait(TransientError("busy", retry_after_s=float("inf")))
