"""Limits the bytes and the time of an answer while it arrives, before anything else reads it."""

from __future__ import annotations

import threading
import time
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import httpx

from annotate.studio.api import bounds
from annotate.studio.api.refusals import NOT_OURS, TooLargeError, UnreadableError

ACCEPTED = "gzip, deflate"  # the value of Accept-Encoding: zlib unpacks both piece by piece
_PIECE = 1 << 20
_GRACE_S = 5.0  # for an answer that has begun to arrive when the caller gives up
_ANY_HEADER = zlib.MAX_WBITS | 32  # gzip or zlib, whichever the content begins with


def limiting(
    url: str, stopped: threading.Event, answer_s: float
) -> dict[str, list[Callable[[httpx.Response], None]]]:
    """Returns the event hooks of an `httpx.Client` that limit each answer, redirects and tokens included."""

    def limit(response: httpx.Response) -> None:
        encoding = response.headers.get("content-encoding", "").strip().lower()
        body = response.stream
        assert isinstance(body, httpx.SyncByteStream)
        response.stream = _Limited(body, encoding, response.request, url, stopped, answer_s)
        if encoding:
            # The stream unpacks the content. The length in the header is that of the packed content.
            del response.headers["content-encoding"]
            response.headers.pop("content-length", None)

    return {"response": [limit]}


class _Limited(httpx.SyncByteStream):
    """Yields the unpacked content of an answer. Raises an error as soon as the content passes a bound."""

    def __init__(
        self,
        body: httpx.SyncByteStream,
        encoding: str,
        request: httpx.Request,
        url: str,
        stopped: threading.Event,
        answer_s: float,
    ) -> None:
        self._body = body
        self._encoding = encoding
        self._request = request
        self._url = url
        self._stopped = stopped
        self._answer_s = answer_s

    def __iter__(self) -> Iterator[bytes]:
        unpacked = 0
        for piece in self._unpacked():
            unpacked += len(piece)
            self._check_size(unpacked)
            yield piece

    def close(self) -> None:
        self._body.close()

    def _received(self) -> Iterator[bytes]:
        begun = time.monotonic()
        received = 0
        for piece in self._body:
            received += len(piece)
            self._check_size(received)
            took = time.monotonic() - begun
            if took > self._answer_s or (took > _GRACE_S and self._stopped.is_set()):
                raise httpx.ReadTimeout("the answer took too long", request=self._request)
            yield piece

    def _unpacked(self) -> Iterator[bytes]:
        if self._encoding in ("", "identity"):
            yield from self._received()
            return
        if self._encoding not in ("gzip", "x-gzip", "deflate"):
            raise self._unreadable(
                f"answered in the encoding {self._encoding[:40]!r}, which was not asked for"
            )
        unpacker: Any = None
        for piece in filter(None, self._received()):
            if unpacker is None:
                unpacker = zlib.decompressobj(_window(self._encoding, piece))
            try:
                packed = piece
                while packed:
                    yield unpacker.decompress(packed, _PIECE)
                    packed = unpacker.unconsumed_tail
            except zlib.error as error:
                raise self._unreadable(f"answered with damaged {self._encoding} content") from error
        if unpacker is not None and not unpacker.eof:
            raise self._unreadable("answered with a part of its content")

    def _check_size(self, size: int) -> None:
        if size > bounds.BODY_BYTES:
            raise TooLargeError(
                f"{self._request.url.path} answered with more than {bounds.BODY_BYTES >> 20} MB.",
                where=self._url,
                remedy=NOT_OURS,
            )

    def _unreadable(self, what: str) -> UnreadableError:
        return UnreadableError(f"{self._request.url.path} {what}.", where=self._url, remedy=NOT_OURS)


def _window(encoding: str, start: bytes) -> int:
    """The kind of header that zlib must expect. Some servers send "deflate" without any header."""
    return -zlib.MAX_WBITS if encoding == "deflate" and start[0] & 0x0F != zlib.DEFLATED else _ANY_HEADER
