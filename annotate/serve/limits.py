"""The limits of a request: who may ask, how large, how long, how many at once. Pure ASGI, no model."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from annotate.serve.access import Account, admitted

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

WEBHOOK = "/webhook"


@dataclass(frozen=True)
class Limits:
    """The limits of one server.

    ``body_bytes`` is the size of a request. ``body_s`` is how long its head may take to arrive, and then its
    body. ``waiting`` is how many requests may be worked on at once. ``answer_s`` is how long a prediction may
    take: what is not done by then gets no suggestion. Label Studio itself gives up after 100 seconds.
    """

    body_bytes: int = 32_000_000
    body_s: float = 20.0
    waiting: int = 16
    answer_s: float = 85.0
    stuck_s: float = 300.0


DEFAULTS = Limits()


class Guard:
    """Admits a request to the application if it is signed, small and quick enough, and there is room."""

    def __init__(
        self,
        app: App,
        limits: Limits,
        account: Account | None,
        hook: Account | None,
        log: Callable[[str], None],
    ) -> None:
        self._app = app
        self._limits = limits
        self._account = account
        self._hook = hook
        self._log = log
        self._busy = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.monotonic()
        method, path = str(scope["method"]), str(scope["path"])
        status = 0

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
            await send(message)

        try:
            await self._answer(scope, receive, noted, path)
        except asyncio.CancelledError:  # the server stops, and the request was not done in time
            if status:
                raise
            why = "the server is stopping; ask again when it has started."
            await refuse(noted, 503, why, ((b"retry-after", b"10"),))
        finally:
            spent = 1000 * (time.monotonic() - begun)
            # Neither the query nor a header: both may hold a secret.
            self._log(f"{method[:10]} {path[:80]!r} {status or 'no answer'} {spent:.0f} ms")

    async def _answer(self, scope: Scope, receive: Receive, send: Send, path: str) -> None:
        if not self._admits(scope, path):
            await refuse(
                send,
                401,
                "sign in with the name and password that 'annotate serve --show-login' prints.",
                ((b"www-authenticate", b'Basic realm="annotate", charset="UTF-8"'),),
            )
            return
        if self._busy >= self._limits.waiting and path != "/health":
            why = f"{self._limits.waiting} requests are being answered already; try again soon."
            await refuse(send, 503, why, ((b"retry-after", b"2"),))
            return
        self._busy += 1
        try:
            body = await self._body(scope, receive, send)
            if body is not None:
                await self._app(scope, _given(body, receive), send)
        finally:
            self._busy -= 1

    def _admits(self, scope: Scope, path: str) -> bool:
        if self._account is None:
            return True
        accounts = [self._account]
        if path == WEBHOOK and self._hook is not None:
            accounts.append(self._hook)
        given = [value for name, value in scope["headers"] if name == b"authorization"]
        return len(given) == 1 and admitted(given[0].decode("latin-1"), accounts)

    async def _body(self, scope: Scope, receive: Receive, send: Send) -> bytes | None:
        """The whole body. None if the request was refused, or its client has gone."""
        most = self._limits.body_bytes
        too_large = f"a request has at most {most:,} bytes; send fewer tasks at once."
        stated = [value for name, value in scope["headers"] if name == b"content-length"]
        if any(not value.isdigit() or int(value) > most for value in stated):
            await refuse(send, 413, too_large)
            return None
        parts: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(self._limits.body_s):
                while True:
                    message = await receive()
                    if message["type"] != "http.request":
                        return None
                    part = message.get("body", b"")
                    size += len(part)
                    if size > most:
                        await refuse(send, 413, too_large)
                        return None
                    parts.append(part)
                    if not message.get("more_body", False):
                        return b"".join(parts)
        except TimeoutError:
            await refuse(send, 408, f"the request did not arrive within {self._limits.body_s:g} seconds.")
            return None


async def refuse(send: Send, status: int, why: str, headers: tuple[tuple[bytes, bytes], ...] = ()) -> None:
    """Answers with an error: one sentence, and the connection ends."""
    content = json.dumps({"error": why}).encode()
    fixed = (
        (b"content-type", b"application/json"),
        (b"content-length", str(len(content)).encode()),
        (b"connection", b"close"),
    )
    await send({"type": "http.response.start", "status": status, "headers": [*fixed, *headers]})
    await send({"type": "http.response.body", "body": content})


def _given(body: bytes, receive: Receive) -> Receive:
    """A receive function that gives the body once, and then what the connection says."""
    given = False

    async def next_message() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return next_message
