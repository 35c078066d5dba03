"""Which error each answer of a server raises, with which message, and whether a repetition may help."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from annotate.core.errors import StudioError
from annotate.studio.api.refusals import (
    NotFoundError,
    TransientError,
    UnreachableError,
    UnreadableError,
    retry_after,
)
from tests.studio.listing import Handler, answer, studio_of

Given = httpx.Response | httpx.HTTPError


def giving(*answers: Given) -> Handler:
    """Gives these answers one after the other."""
    given: Iterator[Given] = iter(answers)

    def handle(request: httpx.Request) -> httpx.Response:
        one = next(given)
        if isinstance(one, httpx.HTTPError):
            raise one
        return one

    return handle


def refused(*answers: Given, missing: str | None = None) -> StudioError:
    """The first error that these answers cause."""
    with studio_of(giving(*answers)) as studio, pytest.raises(StudioError) as raised:
        while True:
            studio._transport.ask("GET", "/api/x", missing=missing)
    return raised.value


@pytest.mark.parametrize(
    ("given", "kind", "says", "remedy"),
    [
        (httpx.Response(401), StudioError, "refused the token", "ANNOTATE_TOKEN"),
        (httpx.Response(403), StudioError, "may not use /api/x", "owner"),
        (httpx.Response(400, json={"detail": "odd"}), StudioError, "(HTTP 400): odd", "Mend"),
        (httpx.Response(400, json={"validation_errors": ["v"]}), StudioError, "['v']", "Mend"),
        (httpx.Response(404, text="<h1>no</h1>"), StudioError, "(HTTP 404): <h1>no</h1>", "Mend"),
        (httpx.Response(413, text="a " * 900), StudioError, "HTTP 413", "Mend"),
        (httpx.Response(429), TransientError, "is busy (HTTP 429)", "later"),
        (httpx.Response(503), TransientError, "is busy (HTTP 503)", "later"),
        (httpx.Response(504), TransientError, "is busy (HTTP 504)", "later"),
        (httpx.Response(500), TransientError, "failed (HTTP 500) on /api/x", "log"),
        (
            httpx.Response(302, headers={"location": "/user/login/?next=/"}),
            StudioError,
            "sign-in page",
            "API",
        ),
        (
            httpx.Response(301, headers={"location": "https://s.test/x?y"}),
            StudioError,
            "https://s.test/x",
            "studio.url",
        ),
        (httpx.Response(200, text="<html>"), StudioError, "no JSON", "the address of Label Studio"),
        (httpx.Response(200, text='{"cut": '), UnreadableError, "no JSON", "the address of Label Studio"),
        (httpx.ReadError("cut"), TransientError, "broke (ReadError)", "not send it twice"),
        (httpx.ReadTimeout("slow"), TransientError, "broke (ReadTimeout)", "not send it twice"),
        (
            httpx.RemoteProtocolError("odd"),
            TransientError,
            "broke (RemoteProtocolError)",
            "not send it twice",
        ),
        (httpx.ConnectError("refused"), UnreachableError, "does not answer", "annotate studio up"),
        (httpx.ConnectError("CERTIFICATE_VERIFY_FAILED"), UnreachableError, "certificate", "studio.ca_file"),
    ],
    ids=lambda value: str(getattr(value, "status_code", "")) or None,
)
def test_a_bad_answer_is_reported_with_a_remedy(
    given: Given, kind: type[StudioError], says: str, remedy: str
) -> None:
    error = refused(given)
    assert type(error) is kind
    assert says in str(error)
    assert remedy in str(error)
    assert "0000000" not in str(error), "the token is in no message"
    assert len(str(error)) < 600


def test_a_missing_object_is_reported_by_name() -> None:
    error = refused(httpx.Response(404), missing="project 7")
    assert isinstance(error, NotFoundError)
    assert "there is no project 7" in str(error)


def test_an_odd_answer_after_good_ones_is_repeated() -> None:
    error = refused(answer([]), httpx.Response(200, text="<html>"))
    assert isinstance(error, TransientError)


@pytest.mark.parametrize(
    ("status", "busy"), [(429, True), (503, True), (502, False), (504, False), (500, False)]
)
def test_only_a_busy_server_is_known_to_have_done_nothing(status: int, busy: bool) -> None:
    error = refused(httpx.Response(status))
    assert isinstance(error, TransientError)
    assert error.busy is busy


@pytest.mark.parametrize(
    ("header", "seconds"),
    [(None, None), ("", None), ("7", 7.0), ("0.5", 0.5), ("-3", 0.0), ("soon", None)],
)
def test_the_pause_that_the_server_asks_for_is_read(header: str | None, seconds: float | None) -> None:
    assert retry_after(header) == seconds


def test_a_pause_given_as_a_date_is_read() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    assert retry_after(soon) == pytest.approx(30, abs=2)
    assert retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0.0


def test_a_call_to_a_busy_server_is_repeated_and_counted() -> None:
    answers = (answer([{"id": 2}]), httpx.Response(429), httpx.ReadError("cut"), answer([{"id": 3}]))
    with studio_of(giving(*answers)) as studio:
        assert studio.users() == {2: "user-2"}
        assert studio.users() == {3: "user-3"}
        assert dict(studio.repeated) == {"HTTP 429": 1, "ReadError": 1}
