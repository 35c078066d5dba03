"""A small proxy in front of the real Label Studio that answers some paths by itself."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

Answer = tuple[int, str]
Rule = Callable[[str, str], Answer | None]  # method, path -> the proxy's own answer, or None to pass on


@contextmanager
def proxy(target: str, rule: Rule) -> Iterator[str]:
    """Gives its address."""
    upstream = httpx.Client(base_url=target, timeout=60, follow_redirects=False)

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            own = rule(self.command, self.path)
            if own is not None:
                code, content, kind = own[0], own[1].encode(), "application/json"
            else:
                kept = {name: value for name, value in self.headers.items() if name.lower() != "host"}
                answer = upstream.request(self.command, self.path, content=body, headers=kept)
                code, content = answer.status_code, answer.content
                kind = answer.headers.get("content-type", "text/plain")
            self.send_response(code)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PATCH = do_DELETE = _serve  # noqa: N815  # the names that http.server calls

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        upstream.close()
