"""An HTTP client whose time limit is for the whole answer, not for each part of the answer."""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx


def client_with_deadline(seconds: float) -> httpx.Client:
    """A client that gives up if an answer is not complete ``seconds`` after its request."""
    return httpx.Client(transport=_Transport(seconds), timeout=seconds, follow_redirects=True)


class _Transport(httpx.HTTPTransport):
    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        end = time.monotonic() + self._seconds
        response = super().handle_request(request)
        assert isinstance(response.stream, httpx.SyncByteStream)
        response.stream = _Timed(response.stream, end, request)
        return response


class _Timed(httpx.SyncByteStream):
    def __init__(self, stream: httpx.SyncByteStream, end: float, request: httpx.Request) -> None:
        self._stream = stream
        self._end = end
        self._request = request

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._stream:
            if time.monotonic() > self._end:
                raise httpx.ReadTimeout("the answer took too long", request=self._request)
            yield piece

    def close(self) -> None:
        self._stream.close()
