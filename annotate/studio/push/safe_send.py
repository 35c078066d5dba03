"""Sends each item once over a connection that may break at any moment.

An import is one transaction. The answer may get lost, or a proxy may cut the connection while the server is
still working. After a failure, `send` asks the server which items have arrived, for as long as the call may
still be running. Then `send` sends only the missing items again. If the first call arrives even later, there
are duplicates, which the push deletes at the end.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from annotate.core.errors import StudioError
from annotate.studio.api.client import Studio
from annotate.studio.api.refusals import TransientError, UnreachableError
from annotate.studio.api.transport import Json

_SHORTEST_GRACE_S = 3.0
_LONGEST_GRACE_S = 60.0
Missing = Mapping[str, bytes]


def send(
    studio: Studio,
    bodies: Missing,
    call: Callable[[bytes], Json],
    arrived: Callable[[list[str]], set[str]],
) -> Json | None:
    """Sends ``bodies``, by key, as one JSON list. Sends each body once, even if the connection breaks.

    ``arrived`` must ask the server which of the given keys have arrived. Returns the server's answer if the
    first call was answered, else None. Raises `StudioError` if sending does not succeed in time.
    """
    missing = dict(bodies)
    answer: Json = None
    tried = False
    for attempt in studio.repeating():
        with attempt:
            begun = time.monotonic()
            try:
                answer = call(b"[" + b",".join(missing.values()) + b"]")
            except TransientError as error:
                tried = True
                _drop_arrived(studio, missing, arrived, _grace(error, time.monotonic() - begun))
                if missing:
                    raise
    return None if tried else answer


def _grace(error: TransientError, took_s: float) -> float:
    """Seconds for which the server may still be working on a call that failed after ``took_s`` seconds."""
    if isinstance(error, UnreachableError) or error.busy:
        return 0.0
    return min(max(_SHORTEST_GRACE_S, took_s), _LONGEST_GRACE_S)


def _drop_arrived(
    studio: Studio, missing: dict[str, bytes], arrived: Callable[[list[str]], set[str]], grace_s: float
) -> None:
    """Removes the items that the server has from ``missing``. Asks until the grace period is over."""
    end = time.monotonic() + grace_s
    while True:
        for key in arrived(list(missing)):
            missing.pop(key, None)
        left = end - time.monotonic()
        if not missing or left <= 0:
            return
        studio.pause(min(1.0, left))


def check_count(answer: Json, key: str, wanted: int, studio: Studio) -> None:
    """Raises `StudioError` if the number ``key`` in the server's answer is not ``wanted``."""
    took = answer.get(key) if isinstance(answer, dict) else None
    if took != wanted:
        raise StudioError(
            f"took {took} of {wanted} that were sent.",
            where=studio.url,
            remedy="Run 'annotate push' again: it sends only what is missing.",
        )
