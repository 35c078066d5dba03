"""Turns Label Studio's refusals and failures into errors with a remedy."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType

import httpx

from annotate.core.errors import AnnotateError, StudioError
from annotate.studio.api.tokens import SIGN_IN_REMEDY

NOT_OURS = "Check that studio.url is the address of Label Studio, not of a proxy or a sign-in page."
_BUSY = {408, 425, 429, 502, 503, 504}
_LONGEST_DETAIL = 300
_LONGEST_BODY = 100_000  # of a refusal, in which a message is looked for


class TransientError(StudioError):
    """A failure that leaves open whether the server did what was asked. Ask the server before a retry.

    ``kind`` names the failure in a word or two, for counting. ``retry_after_s`` is the pause in seconds that
    the server asks for, or None. ``busy`` says that the server refuses every request at the moment, so this
    request did not cause the failure.
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
    """No connection was made, so the server did nothing."""


class TooLargeError(TransientError):
    """An answer passed a bound on its size. The same request would fail again; a smaller page may succeed."""

    def __init__(self, what: str, *, where: str | None = None, remedy: str | None = None) -> None:
        super().__init__(what, where=where, remedy=remedy, kind="too large")


class UnreadableError(TransientError):
    """An answer is damaged or no JSON. A proxy may have written it, so a retry may help."""

    def __init__(self, what: str, *, where: str | None = None, remedy: str | None = None) -> None:
        super().__init__(what, where=where, remedy=remedy, kind="no JSON")


class UnfitTaskError(TransientError):
    """A task of a page has no id to name it by. A request for fewer tasks may tell which task it is."""

    def __init__(self, what: str, *, where: str | None = None, remedy: str | None = None) -> None:
        super().__init__(what, where=where, remedy=remedy, kind="task without id")


class WrongAnswerError(StudioError):
    """An answer has another form than Label Studio's."""


class NotFoundError(StudioError):
    """The object does not exist, or this account may not see it."""


def refusal(
    url: str, code: int, place: str, detail: str, *, named: bool = False, retry_after_s: float | None = None
) -> StudioError:
    """Returns the error for an HTTP status. ``named`` says that ``place`` is an object's name, not a path."""
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
    """Returns the error for an address that redirects to ``target``: a sign-in page or another address."""
    if "login" in target or "sign" in target or "auth" in target:
        return StudioError(
            "this address redirects to a sign-in page, which a program cannot use.",
            where=url,
            remedy="Ask its administrator for an address that accepts API tokens without signing in first.",
        )
    return StudioError(
        f"this address redirects to {target.partition('?')[0]}.",
        where=url,
        remedy="Set studio.url in annotate.yaml to the address of Label Studio itself.",
    )


def retry_after(value: str | None) -> float | None:
    """The seconds to wait by a ``Retry-After`` header (a number or a date; RFC 9110, 10.2.3), or None."""
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
    """Returns the message in a server's answer, shortened to one line."""
    try:
        body = response.json() if len(response.content) <= _LONGEST_BODY else None
    except (ValueError, RecursionError):
        body = None
    if body is None:
        return " ".join(response.text[:_LONGEST_BODY].split())[: _LONGEST_DETAIL - 100]
    if isinstance(body, dict):
        problems = body.get("validation_errors") or body.get("detail") or body
        return str(problems)[:_LONGEST_DETAIL]
    return str(body)[:_LONGEST_DETAIL]


class sdk_errors:  # noqa: N801  # reads as a statement: with sdk_errors(url)
    """Turns errors of the SDK and of httpx into a `StudioError`."""

    def __init__(self, url: str) -> None:
        self._url = url

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, AnnotateError):
            return
        if isinstance(error, httpx.HTTPError):
            raise TransientError(
                f"Label Studio does not answer ({type(error).__name__}).",
                where=self._url,
                remedy="Check that it runs, then run the command again.",
            ) from error
        status = getattr(error, "status_code", None)
        if error is not None and isinstance(status, int):
            message = str(getattr(error, "body", ""))[:_LONGEST_DETAIL]
            if status < httpx.codes.BAD_REQUEST:
                raise _no_model(self._url) from error
            raise refusal(self._url, status, "what was asked", message) from error
        if isinstance(error, (ValueError, TypeError, LookupError, AttributeError, RecursionError)):
            raise _no_model(self._url) from error


def _no_model(url: str) -> WrongAnswerError:
    return WrongAnswerError(
        "an answer of the server has another form than Label Studio's.", where=url, remedy=NOT_OURS
    )
