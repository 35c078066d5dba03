"""A proxy in front of the real Label Studio that breaks calls on purpose and counts them."""

from __future__ import annotations

import random
import socket
import struct
import threading
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

from tests.reliability.faults import Answer, Cut, Exchange, Fault

_LONGEST_ROW = 2  # broken calls in a row, so that a persistent client succeeds
_OWN = {"content-encoding", "content-length", "transfer-encoding", "connection", "date", "server"}


class Kind(Enum):
    """What a call is for."""

    IMPORT = "import of tasks or predictions"
    LIST = "listing of tasks"
    TOKEN = "renewal of an access token"
    OTHER = "anything else"

    @classmethod
    def of(cls, method: str, path: str) -> Kind:
        """The kind of a call."""
        plain = path.partition("?")[0].rstrip("/")
        if method == "POST" and plain.endswith(("/import", "/import/predictions")):
            return cls.IMPORT
        if method == "GET" and plain == "/api/tasks":
            return cls.LIST
        return cls.TOKEN if plain == "/api/token/refresh" else cls.OTHER


@dataclass
class Schedule:
    """Which calls are broken: the ``sure`` numbered ones of a kind, and others at random with a ``rate``.

    The very first call is never broken, because a client rightly gives up on a server that never answered.
    """

    seed: int
    sure: Mapping[Kind, Collection[int]]
    rates: Mapping[Kind, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._calls: Counter[Kind] = Counter()
        self._row = 0

    def strikes(self, kind: Kind) -> bool:
        """Whether this call is broken."""
        first = not self._calls
        self._calls[kind] += 1
        due = self._calls[kind] in self.sure.get(kind, ())
        chance = self._random.random() < self.rates.get(kind, 0.0) and self._row < _LONGEST_ROW
        struck = not first and (due or chance)
        self._row = self._row + 1 if struck else 0
        return struck


@dataclass
class FaultyProxy:
    """``struck`` and ``by_fault`` count calls broken on purpose, ``failed`` those that failed otherwise."""

    url: str
    faults: Iterator[Fault] = field(default_factory=lambda: iter(()))
    schedule: Schedule | None = None
    struck: Counter[Kind] = field(default_factory=Counter)
    by_fault: Counter[str] = field(default_factory=Counter)
    failed: int = 0
    late: list[threading.Thread] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def strike(self, faults: Iterator[Fault], schedule: Schedule) -> None:
        """From now on, breaks the calls that ``schedule`` selects, each with the next of ``faults``."""
        with self._lock:
            self.faults, self.schedule = faults, schedule

    def settle(self) -> None:
        """Breaks no further call, and waits for calls that the server is still working on."""
        with self._lock:
            self.schedule = None
        for thread in self.late:
            thread.join()

    def due(self, kind: Kind) -> Fault | None:
        """The fault for this call, or None."""
        with self._lock:
            if self.schedule is not None and self.schedule.strikes(kind):
                return next(self.faults)
            return None

    def note(self, kind: Kind, fault: Fault) -> None:
        """Counts a call that was really broken."""
        with self._lock:
            self.struck[kind] += 1
            self.by_fault[fault.name] += 1


@contextmanager
def faulty_proxy(target: str) -> Iterator[FaultyProxy]:
    """A proxy in front of ``target``. It passes everything on until `FaultyProxy.strike` is called."""
    # Connections to the server are not reused, so none is found closed: only planned faults happen.
    limits = httpx.Limits(max_keepalive_connections=0)
    upstream = httpx.Client(base_url=target, timeout=120, follow_redirects=False, limits=limits)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            kept = {name: value for name, value in self.headers.items() if name.lower() != "host"}

            def forward() -> Answer:
                got = upstream.request(self.command, self.path, content=body, headers=kept)
                headers = {name: value for name, value in got.headers.items() if name.lower() not in _OWN}
                return Answer(got.status_code, got.content, headers)

            kind = Kind.of(self.command, self.path)
            fault = own.due(kind)
            try:
                if fault is None:
                    self._send(forward())
                else:
                    exchange = Exchange(forward, self._send, own.late)
                    try:
                        fault.strike(exchange)
                    finally:
                        own.note(kind, fault)
            except Cut:
                self._cut()
            except httpx.TransportError:
                own.failed += 1
                self._cut()
            except OSError:  # the client went away first
                self.close_connection = True

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _serve  # noqa: N815  # http.server's names

        def _send(self, answer: Answer) -> None:
            self.send_response(answer.code)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.code not in (204, 304):
                length = len(answer.content) if answer.said_length is None else answer.said_length
                self.send_header("Content-Length", str(length))
            self.end_headers()
            for piece in answer.pieces():
                self.wfile.write(piece)
                self.wfile.flush()

        def _cut(self) -> None:
            """Resets the connection, as a restarted proxy does."""
            self.close_connection = True
            # Without lingering, unsent data is discarded and the client sees a reset.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.shutdown(socket.SHUT_WR)

        def log_message(self, format: str, *args: object) -> None:
            """Logs nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    own = FaultyProxy(f"http://127.0.0.1:{server.server_port}")
    thread.start()
    try:
        yield own
    finally:
        own.settle()
        server.shutdown()
        server.server_close()
        thread.join()
        upstream.close()
