"""Sending over a connection that breaks: each body arrives once, whatever the server did before the break."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.errors import StudioError
from annotate.studio.api.client import Studio
from annotate.studio.api.refusals import TransientError, UnreachableError
from annotate.studio.push import safe_send
from tests.examples import examples
from tests.studio.listing import answer, studio_of

BODIES = {key: json.dumps(key).encode() for key in ("a", "b", "c")}
CUT = TransientError("the connection broke", kind="ReadError")
FAILED = TransientError("HTTP 500", kind="HTTP 500")
BUSY = TransientError("HTTP 503", kind="HTTP 503", busy=True)
GONE = UnreachableError("does not answer", kind="no connection")


class Server:
    """Accepts what it is sent. A fault says how many items it accepts first. ``looks`` counts the checks."""

    def __init__(self, *faults: tuple[int, TransientError]) -> None:
        self.faults = iter(faults)
        self.received: list[str] = []
        self.calls: list[list[str]] = []
        self.looks = 0
        self.late: list[str] = []  # arrives only after a look

    def call(self, content: bytes) -> dict[str, int]:
        keys = json.loads(content)
        self.calls.append(keys)
        takes, error = next(self.faults, (len(keys), None))
        self.received += keys[:takes]
        if error is not None:
            raise error
        return {"count": len(keys)}

    def arrived(self, keys: list[str]) -> set[str]:
        self.looks += 1
        found = {key for key in keys if key in self.received}
        self.received += self.late
        self.late = []
        return found


@pytest.fixture(autouse=True)
def short_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_send, "_SHORTEST_GRACE_S", 0.05)


ACCOUNTS = [{"id": 1, "email": "ana@example.org"}]


@pytest.fixture
def studio() -> Iterator[Studio]:
    with studio_of(lambda request: answer(ACCOUNTS)) as client:
        client.users()  # reached: it is waited for
        client._transport.stopped.wait = lambda timeout=None: False  # type: ignore[method-assign]
        yield client


@pytest.mark.parametrize(
    ("faults", "calls"),
    [
        ([], ["abc"]),
        ([(3, CUT)], ["abc"]),
        ([(0, CUT)], ["abc", "abc"]),
        ([(2, CUT)], ["abc", "c"]),
        ([(1, CUT), (0, CUT), (1, CUT)], ["abc", "bc", "bc", "c"]),
        ([(0, BUSY), (0, BUSY)], ["abc", "abc", "abc"]),
        ([(0, GONE)], ["abc", "abc"]),
        ([(2, FAILED), (1, FAILED)], ["abc", "c"]),
    ],
    ids=["no fault", "arrived", "cut before", "half arrived", "again and again", "busy", "gone", "failed"],
)
def test_only_what_is_missing_is_sent_again(
    studio: Studio, faults: list[tuple[int, TransientError]], calls: list[str]
) -> None:
    server = Server(*faults)
    given = safe_send.send(studio, BODIES, server.call, server.arrived)
    assert ["".join(keys) for keys in server.calls] == calls
    assert sorted(server.received) == ["a", "b", "c"]
    assert given == (None if faults else {"count": 3})


def test_what_arrives_while_the_call_may_still_be_under_way_is_not_sent_again(studio: Studio) -> None:
    server = Server((1, CUT))
    server.late = ["b", "c"]
    safe_send.send(studio, BODIES, server.call, server.arrived)
    assert len(server.calls) == 1
    assert server.looks > 1


@pytest.mark.parametrize("error", [BUSY, GONE])
def test_a_server_that_did_nothing_is_checked_once(studio: Studio, error: TransientError) -> None:
    server = Server((0, error))
    safe_send.send(studio, BODIES, server.call, server.arrived)
    assert server.looks == 1


def test_a_refusal_is_not_repeated(studio: Studio) -> None:
    calls = []

    def refuse(content: bytes) -> None:
        calls.append(content)
        raise StudioError("refused")

    with pytest.raises(StudioError, match="refused"):
        safe_send.send(studio, BODIES, refuse, lambda keys: set())
    assert len(calls) == 1


def test_after_giving_up_nothing_is_sent_again(studio: Studio) -> None:
    server = Server((0, CUT))
    studio.stop_waiting()
    with pytest.raises(TransientError, match="the connection broke"):
        safe_send.send(studio, BODIES, server.call, server.arrived)
    assert len(server.calls) == 1


@pytest.mark.parametrize("answer", [{"count": 2}, {}, None, [], {"count": "3"}])
def test_a_server_that_accepted_another_number_is_an_error(studio: Studio, answer: object) -> None:
    with pytest.raises(StudioError, match="of 3 that were sent"):
        safe_send.check_count(answer, "count", 3, studio)
    safe_send.check_count({"count": 3}, "count", 3, studio)


FAULTS = st.lists(st.tuples(st.integers(0, 9), st.sampled_from([CUT, FAILED, BUSY, GONE])), max_size=4)


@examples(50)
@given(st.integers(0, 9), FAULTS)
def test_every_body_arrives_once_after_any_faults(
    number: int, faults: list[tuple[int, TransientError]]
) -> None:
    keys = [f"k{index}" for index in range(number)]
    server = Server(*faults)
    with studio_of(lambda request: answer(ACCOUNTS)) as client, pytest.MonkeyPatch.context() as patch:
        client.users()
        patch.setattr(safe_send, "_SHORTEST_GRACE_S", 0.001)
        patch.setattr(client._transport.stopped, "wait", lambda timeout=None: False)
        safe_send.send(client, {key: json.dumps(key).encode() for key in keys}, server.call, server.arrived)
    assert sorted(server.received) == sorted(keys)
