"""The HTTP server below the application: an orderly stop, and connections that send no request."""

from __future__ import annotations

import asyncio
import functools
import resource
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from annotate.serve.limits import App

STOP_S = 10  # seconds that requests under way may take when the server stops
_KEEP_ALIVE_S = 5
_CANCELLED_S = 2  # seconds for the last answers, after the requests were given up
_MOST, _FEWEST = 1000, 64  # connections
_OTHER_FILES = 300  # files that the process may open beside its connections


def most_connections() -> int:
    """How many connections the server keeps open: 1,000, or fewer if the limit of open files is low."""
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if allowed == resource.RLIM_INFINITY:
        return _MOST
    return max(_FEWEST, min(_MOST, allowed - _OTHER_FILES))


@dataclass
class Connections:
    """What the connections of one server share.

    ``head_s`` is how long, in seconds, the head of a request may take to arrive. ``dropped`` is called for
    each connection that is closed because it sent none. ``waiting`` has those without a request, the oldest
    first.
    """

    head_s: float
    most: int
    dropped: Callable[[], None] = lambda: None
    waiting: dict[_Connection, None] = field(default_factory=dict)


class _Connection(H11Protocol):
    """One connection. Closes it if the head of a request takes too long, which uvicorn does not limit."""

    def __init__(self, shared: Connections, **options: Any) -> None:
        super().__init__(**options)
        self._shared = shared
        self._late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()
        if len(self.connections) > self._shared.most:
            # The oldest one without a request makes room, so that open connections shut nobody out.
            next(iter(self._shared.waiting)).drop()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._has_head()
        elif self._late is None:  # uvicorn ends its own time limit at the first byte of the next request
            self._await_head()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.conn.their_state is h11.IDLE:
            self._shared.waiting[self] = None  # uvicorn closes it after _KEEP_ALIVE_S

    def connection_lost(self, exc: Exception | None) -> None:
        self._has_head()
        super().connection_lost(exc)

    def drop(self) -> None:
        """Closes the connection, which waits for a request."""
        self._has_head()
        self._shared.dropped()
        self.connections.discard(self)
        self.transport.close()

    def _await_head(self) -> None:
        self._shared.waiting[self] = None
        self._late = self.loop.call_later(self._shared.head_s, self.drop)

    def _has_head(self) -> None:
        self._shared.waiting.pop(self, None)
        if self._late is not None:
            self._late.cancel()
            self._late = None


class HttpServer(uvicorn.Server):
    """A server that handles no signal itself, and gives up requests that are not done when it stops."""

    def __init__(self, app: App, shared: Connections) -> None:
        super().__init__(
            uvicorn.Config(
                cast(Any, app),
                http=cast(Any, functools.partial(_Connection, shared)),
                ws="none",
                log_config=None,
                access_log=False,  # the guard logs requests, without headers and queries
                log_level="critical",
                lifespan="off",
                server_header=False,
                proxy_headers=False,
                timeout_keep_alive=_KEEP_ALIVE_S,
                timeout_graceful_shutdown=STOP_S,
            )
        )

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leaves the signals to the caller: uvicorn's own handler would take the place of the loop's."""
        yield

    def stop(self) -> None:
        """Stops: requests under way have `STOP_S` seconds. A second call ends them at once."""
        if self.should_exit:
            self.force_exit = True
            self._give_up()
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Waits for requests under way, gives up those that are not done, and sends their answers."""
        await super().shutdown(sockets)
        if tasks := self._give_up():
            await asyncio.wait(tasks, timeout=_CANCELLED_S)

    def _give_up(self) -> list[asyncio.Task[None]]:
        tasks = list(self.server_state.tasks)
        for task in tasks:
            if not task.cancelling():
                task.cancel()
        return tasks


@contextmanager
def signals_again(got: list[int]) -> Iterator[None]:
    """Restores the handlers of SIGINT and SIGTERM after the block, and raises the first signal of ``got``.

    So the program ends as if the signal had reached it directly, after an orderly stop.
    """
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)
    if got:
        signal.raise_signal(got[0])
