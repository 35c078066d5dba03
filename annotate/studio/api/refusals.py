"""What Label Studio's refusals and failures mean, each as one error with a remedy."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType

import httpx

from annotate.core.errors import StudioError
from annotate.studio.api.tokens import SIGN_IN_REMEDY

NOT_OURS = "Is this Label Studio's own address, and not a proxy's or a sign-in page's?"
_BUSY = {408, 425, 429, 502, 503, 504}
_LONGEST_DETAIL = 300


class TransientError(StudioError):
    """A failure after which the server may or may not have done what was asked: ask it before repeating.

    ``kind`` says what happened in a word or two, for counting. ``retry_after_s`` is how long the server
    wants to be left alone, where it says so. ``busy`` tells a server that answers no one for the moment
    from one that failed on this very request.
    """

    def __init__(
        self,
        what: str,
        *,
        where: str | None = None,
        remedy: str | None = None,
        kind: str = "broken connection",
        retry_after_s: float | None = None,
        busy: bool = False,
    ) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.kind = kind
        self.retry_after_s = retry_after_s
        self.busy = busy


class UnreachableError(TransientError):
    """No connection was made at all: nothing was asked, and nothing was done."""


class NotFoundError(StudioError):
    """The server says that there is no such thing, or that this account may not see it."""


def refusal(
    url: str, code: int, place: str, detail: str, *, named: bool = False, retry_after_s: float | None = None
) -> StudioError:
    """The error for an HTTP status; ``named`` says that ``place`` is a thing one can look for."""
    if code == httpx.codes.UNAUTHORIZED:
        return StudioError("Label Studio refused the token.", where=url, remedy=SIGN_IN_REMEDY)
    if code == httpx.codes.FORBIDDEN:
        return StudioError(
            f"this account may not use {place}.", where=url, remedy="Ask the project's owner for access."
        )
    if code == httpx.codes.NOT_FOUND and named:
        return NotFoundError(
            f"there is no {place} (or this account does not see it).",
            where=url,
            remedy="Check the number (studio.project in annotate.yaml) and the account behind the token.",
        )
    if code in _BUSY:
        return TransientError(
            f"Label Studio is busy (HTTP {code}).",
            where=url,
            remedy="Run the command again later.",
            kind=f"HTTP {code}",
            retry_after_s=retry_after_s,
            busy=code in (httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE),
        )
    if code >= httpx.codes.INTERNAL_SERVER_ERROR:
        return TransientError(
            f"Label Studio failed (HTTP {code}) on {place}.",
            where=url,
            remedy="Look at its log ('annotate studio up' names it), then run the command again.",
            kind=f"HTTP {code}",
        )
    return StudioError(
        f"Label Studio refused {place} (HTTP {code}): {detail}.", where=url, remedy="Mend what it names."
    )


def moved(url: str, target: str) -> StudioError:
    """The error for a redirect: to a sign-in page, or to where the server really is."""
    if "login" in target or "sign" in target or "auth" in target:
        return StudioError(
            "what answers there sends us to a sign-in page, which a program cannot use.",
            where=url,
            remedy="Ask whoever runs it for an address that takes API tokens without signing in first.",
        )
    return StudioError(
        f"what answers there sends us on to {target.partition('?')[0]}.",
        where=url,
        remedy="Set studio.url in annotate.yaml to where Label Studio really is.",
    )


def retry_after(value: str | None) -> float | None:
    """Seconds to wait by a ``Retry-After`` header: a number or a date (RFC 9110, 10.2.3)."""
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())


def detail(response: httpx.Response) -> str:
    """What the server says beside the status, cut to a line."""
    try:
        body = response.json()
    except ValueError:
        return " ".join(response.text.split())[: _LONGEST_DETAIL - 100]
    if isinstance(body, dict):
        problems = body.get("validation_errors") or body.get("detail") or body
        return str(problems)[:_LONGEST_DETAIL]
    return str(body)[:_LONGEST_DETAIL]


class sdk_errors:  # noqa: N801  # reads as a statement: with sdk_errors(url)
    """Turns the SDK's and httpx's errors into ours."""

    def __init__(self, url: str) -> None:
        self._url = url

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, httpx.HTTPError):
            raise TransientError(
                f"Label Studio does not answer ({type(error).__name__}).",
                where=self._url,
                remedy="Check that it runs, then run the command again.",
            ) from error
        status = getattr(error, "status_code", None)
        if error is not None and isinstance(status, int):
            said = str(getattr(error, "body", ""))[:_LONGEST_DETAIL]
            raise refusal(self._url, status, "what was asked", said) from error
