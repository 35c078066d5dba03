"""A small proxy in front of the real Label Studio that answers some paths by itself."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.cookiejar import CookieJar, DefaultCookiePolicy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

from annotate.campaign.server.trust import TRUST_VARIABLE

Content = str | bytes
Answer = tuple[int, Content] | tuple[int, Content, dict[str, str]]  # status, content, headers
Rule = Callable[[str, str], Answer | None]  # method, path -> the proxy's own answer, or None to pass on
Change = Callable[[str, str, Any], Any]  # method, path, the server's own JSON -> the JSON to answer with
Pieces = Callable[
    [str, str], Iterator[bytes] | None
]  # method, path -> pieces of an answer, sent as they come
Signed = Callable[[str, str, str], Answer | None]  # the same, with the Authorization header


def trust(url: str) -> None:
    """Says in the environment, as a script does, that the server at ``url`` may get the token."""
    known = os.environ.get(TRUST_VARIABLE, "").split()
    os.environ[TRUST_VARIABLE] = " ".join([*known, url])


@contextmanager
def proxy(
    target: str | Sequence[str],
    rule: Rule = lambda method, path: None,
    *,
    signed: Signed = lambda method, path, signature: None,
    change: Change = lambda method, path, content: content,
    pieces: Pieces = lambda method, path: None,
    prefix: str = "",
    tls: ssl.SSLContext | None = None,
    rewrite: Callable[[str], str] = lambda path: path,
    clock_s: Callable[[], float] = lambda: 0.0,
) -> Iterator[str]:
    """Gives its address, under ``prefix`` and behind TLS where asked; several targets are asked in turn.

    ``rewrite`` changes the path that the target is asked for. ``clock_s`` is how far the clock in the answers
    is ahead.
    """
    # Else the proxy would sign in every browser that comes after the first one.
    no_cookies = CookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))
    targets = [target] if isinstance(target, str) else list(target)
    turns = itertools.cycle(
        [
            httpx.Client(base_url=url, timeout=120, follow_redirects=False, cookies=no_cookies)
            for url in targets
        ]
    )

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers: dict[str, str] = {}
            cookies: list[str] = []
            if (parts := pieces(self.command, self.path)) is not None:
                self._send_pieces(parts)
                return
            own = rule(self.command, self.path)
            own = own or signed(self.command, self.path, self.headers.get("Authorization", ""))
            if own is None and not self.path.startswith(prefix):
                own = (404, "<html>nothing here</html>", {"Content-Type": "text/html"})
            if own is not None:
                code, kind = own[0], "application/json"
                content = own[1].encode() if isinstance(own[1], str) else own[1]
                headers = own[2] if len(own) > 2 else {}
            else:
                kept = {name: value for name, value in self.headers.items() if name.lower() != "host"}
                path = rewrite(self.path[len(prefix) :])
                answer = next(turns).request(self.command, path, content=body, headers=kept)
                code, content = answer.status_code, answer.content
                kind = answer.headers.get("content-type", "text/plain")
                cookies = answer.headers.get_list("set-cookie")
                if "location" in answer.headers:
                    headers = {"Location": answer.headers["location"]}
                if "json" in kind and content:
                    there = answer.json()
                    if (other := change(self.command, self.path, there)) is not there:
                        content = json.dumps(other).encode()
            self.send_response(code)
            for name, value in {"Content-Type": kind, **headers}.items():
                self.send_header(name, value)
            for cookie in cookies:
                self.send_header("Set-Cookie", cookie)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def _send_pieces(self, parts: Iterator[bytes]) -> None:
            """Sends the pieces in chunks, until they end or the client has gone."""
            self.close_connection = True
            with contextlib.suppress(OSError):
                self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
                self.wfile.write(b"Transfer-Encoding: chunked\r\n\r\n")
                for part in parts:
                    self.wfile.write(b"%x\r\n%b\r\n" % (len(part), part))
                self.wfile.write(b"0\r\n\r\n")

        do_GET = do_POST = do_PATCH = do_DELETE = _serve  # noqa: N815  # the names that http.server calls

        def date_time_string(self, timestamp: float | None = None) -> str:
            return super().date_time_string((timestamp or time.time()) + clock_s())

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}{prefix}"
    trust(url)
    try:
        yield url
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        for _ in targets:
            next(turns).close()
