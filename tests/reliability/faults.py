"""The faults: what a broken connection or a proxy does to one call."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

_PAGE = b"<!DOCTYPE html><html><body><h1>Down for maintenance</h1>Back in a minute.</body></html>"
_PIECES = 20


class Cut(Exception):  # noqa: N818  # a fault to inject, not an error
    """Raised to cut the client's connection."""


@dataclass(frozen=True)
class Answer:
    """An HTTP answer. ``said_length`` is a false Content-Length; ``drip_s`` is how long sending takes."""

    code: int
    content: bytes
    headers: dict[str, str]
    said_length: int | None = None
    drip_s: float = 0.0

    def pieces(self) -> Iterator[bytes]:
        """Yields the content in pieces, slowly if ``drip_s`` is set."""
        if not self.drip_s:
            yield self.content
            return
        size = max(1, len(self.content) // _PIECES)
        for start in range(0, len(self.content), size):
            time.sleep(self.drip_s / _PIECES)
            yield self.content[start : start + size]


@dataclass(frozen=True)
class Exchange:
    """A running call. ``forward`` passes it to the server, ``send`` answers the client."""

    forward: Callable[[], Answer]
    send: Callable[[Answer], None]
    late: list[threading.Thread]


@dataclass(frozen=True)
class Fault:
    """A way of breaking a call. With ``once``, it breaks a single call in the middle of the work."""

    name: str
    strike: Callable[[Exchange], None]
    once: bool = False
    answer_s: float | None = None  # a client's own limit for one answer, where the fault is about that


def _refuse(code: int, **headers: str) -> Callable[[Exchange], None]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = Answer(code, b'{"detail": "not now"}', {"Content-Type": "application/json", **named})
    return lambda exchange: exchange.send(answer)


def _refuse_after(code: int) -> Callable[[Exchange], None]:
    def strike(exchange: Exchange) -> None:
        exchange.forward()
        exchange.send(Answer(code, b"<html>gateway</html>", {"Content-Type": "text/html"}))

    return strike


def _cut_before(exchange: Exchange) -> None:
    raise Cut


def _cut_after(exchange: Exchange) -> None:
    exchange.forward()
    raise Cut


def _half(exchange: Exchange) -> None:
    """Sends half of the body with the Content-Length of the whole, then closes the connection."""
    whole = exchange.forward()
    exchange.send(replace(whole, content=_first_half(whole), said_length=len(whole.content)))
    raise Cut


def _half_matching(exchange: Exchange) -> None:
    """Sends half of the body with the matching Content-Length."""
    whole = exchange.forward()
    exchange.send(replace(whole, content=_first_half(whole)))


def _first_half(answer: Answer) -> bytes:
    return answer.content[: len(answer.content) // 2]


def _cut_while_upstream_goes_on(cut_s: float, upstream_s: float) -> Callable[[Exchange], None]:
    """Cuts the connection after ``cut_s``. The server gets the call only ``upstream_s`` after it came."""

    def strike(exchange: Exchange) -> None:
        def later() -> None:
            time.sleep(upstream_s)
            exchange.forward()

        going_on = threading.Thread(target=later)
        exchange.late.append(going_on)
        going_on.start()
        time.sleep(cut_s)
        raise Cut

    return strike


def _slow(seconds: float) -> Callable[[Exchange], None]:
    return lambda exchange: exchange.send(replace(exchange.forward(), drip_s=seconds))


def _wrong_type(exchange: Exchange) -> None:
    answer = exchange.forward()
    headers = {name: value for name, value in answer.headers.items() if name.lower() != "content-type"}
    exchange.send(replace(answer, headers={**headers, "Content-Type": "text/html; charset=latin-1"}))


def _maintenance(exchange: Exchange) -> None:
    exchange.send(Answer(200, _PAGE, {"Content-Type": "text/html"}))


def faults(cut_s: float, grace_s: float) -> list[Fault]:
    """Returns all faults. Times are scaled down: ``cut_s`` stands for a proxy's cut after 60 s.

    ``grace_s`` is how long the client asks after a cut whether its call still arrives.
    """
    return [
        Fault("429, Retry-After: 1", _refuse(429, Retry_After="1")),
        Fault("500 before the server saw the call", _refuse(500)),
        Fault("502 before the server saw the call", _refuse(502)),
        Fault("503 before the server saw the call", _refuse(503)),
        Fault("502 after the commit", _refuse_after(502)),
        Fault("504 after the commit", _refuse_after(504)),
        Fault("connection cut before the call", _cut_before),
        Fault("connection cut after the commit", _cut_after),
        Fault("half an answer, whole length announced", _half),
        Fault("half an answer, matching length", _half_matching),
        Fault("cut while the server goes on", _cut_while_upstream_goes_on(cut_s, cut_s + grace_s / 2)),
        Fault("cut, done after the repetition", _cut_while_upstream_goes_on(cut_s, cut_s + grace_s * 1.5)),
        Fault("slow bytes", _slow(1.0)),
        Fault("slow bytes, longer than the limit", _slow(3.5), answer_s=2.0),
        Fault("right JSON, wrong content type", _wrong_type),
        Fault("HTML page with 200", _maintenance, once=True),
    ]
