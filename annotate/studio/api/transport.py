"""An HTTP session with Label Studio: signed, limited in time, with safe retries and back-off.

Every failure raises a `StudioError` with one sentence and a remedy. No error contains a token.
"""

from __future__ import annotations

import ssl
import threading
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import tenacity

from annotate.core.errors import ConfigError, StudioError
from annotate.studio.api import bounds
from annotate.studio.api.bodies import ACCEPTED, limiting
from annotate.studio.api.parsing import parse
from annotate.studio.api.refusals import (
    NotFoundError,
    TooLargeError,
    TransientError,
    UnreachableError,
    UnreadableError,
    detail,
    moved,
    refusal,
    retry_after,
)
from annotate.studio.api.server_clock import ServerClock
from annotate.studio.api.tokens import WITHOUT_PROXY, auth_for

Json = Any
_LONGEST_WAIT_S = 20.0
CERTIFICATE = "certificate"
_FIRST_ATTEMPTS = 4  # of the very first call


class Transport:
    """A session with one server for one account. ``repeated`` counts the retries, by kind of failure.

    ``own`` says that 'annotate studio up' starts this server.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        answer_s: float | None = None,
        deadline_s: float | None = None,
        ca_file: Path | None = None,
        own: bool = True,
    ) -> None:
        self.url = url.rstrip("/")
        if not self.url.startswith(("http://", "https://")):
            raise ConfigError(
                f"{url!r} is not an address.", remedy="Begin studio.url with http:// or https://."
            )
        self.repeated: Counter[str] = Counter()
        self.stopped = threading.Event()
        self._answer_s = bounds.ANSWER_S if answer_s is None else answer_s
        self._deadline_s = bounds.DEADLINE_S if deadline_s is None else deadline_s
        self.reached = False
        self.clock = ServerClock()
        self._own = own
        self._verify = _trusted(ca_file) if ca_file is not None else True
        # Without redirects: the token stays with the address that it was given for.
        self.http = self._client(auth=auth_for(token), follow_redirects=False)

    def browser(self) -> httpx.Client:
        """A session without an account that follows redirects, like a browser. The caller must close it."""
        return self._client(follow_redirects=True)

    def _client(self, **options: Any) -> httpx.Client:
        return httpx.Client(
            base_url=self.url,
            timeout=httpx.Timeout(self._answer_s, connect=10.0),
            verify=self._verify,
            mounts=WITHOUT_PROXY,
            headers={"Accept-Encoding": ACCEPTED},
            event_hooks=limiting(self.url, self.stopped, self._answer_s),
            **options,
        )

    def close(self) -> None:
        """Closes the session and ends every wait before a retry."""
        self.stopped.set()
        self.http.close()

    def read(
        self,
        path: str,
        *,
        missing: str | None = None,
        params: dict[str, Any] | None = None,
        patient: bool = True,
    ) -> Json:
        """Reads ``path``. Retries until the deadline if the server is busy or unreachable.

        If ``patient`` is True, retries after other failures of the server or the connection too.
        """
        for attempt in self.repeating(patient=patient):
            with attempt:
                return self.ask("GET", path, missing=missing, params=params)
        raise AssertionError("unreachable")

    def change(self, method: str, path: str, *, missing: str, body: Json = None) -> Json:
        """Makes an idempotent change (PATCH, DELETE). Retries like `read`."""
        tried = False
        for attempt in self.repeating():
            with attempt:
                try:
                    return self.ask(method, path, missing=missing, json=body)
                except NotFoundError:
                    if method == "DELETE" and tried:
                        return None  # the answer to the first one was lost
                    raise
                finally:
                    tried = True
        raise AssertionError("unreachable")

    def repeating(self, *, patient: bool = True) -> tenacity.Retrying:
        """Attempts until the deadline. Pauses grow, and are at least as long as the server asks for.

        Gives up early if the server has never answered: after the first attempt if no connection was made,
        else after a few attempts. The address is probably wrong, or the server is not running.
        """
        return tenacity.Retrying(
            retry=tenacity.retry_if_exception(partial(self._worth_repeating, patient)),
            stop=tenacity.stop_any(
                tenacity.stop_before_delay(self._deadline_s),
                tenacity.stop_when_event_set(self.stopped),
                _StopUnlessReached(self),
                _StopAtUnreadable(),
            ),
            wait=_pause,
            sleep=tenacity.sleep_using_event(self.stopped),
            before_sleep=self._count,
            reraise=True,
        )

    def ask(self, method: str, path: str, *, missing: str | None = None, **request: Any) -> Json:
        """Makes one request and returns the answer's JSON. Raises `TransientError` if a retry may help."""
        try:
            response = self.http.request(method, path, **request)
        except httpx.ConnectError as error:
            raise self._unreachable(error) from error
        except (httpx.TimeoutException, httpx.TransportError) as error:
            raise TransientError(
                f"the connection to Label Studio broke ({type(error).__name__}).",
                where=self.url,
                remedy="Run the command again: it finds what was sent already and does not send it twice.",
                kind=type(error).__name__,
            ) from error
        return self._content(response, missing)

    def _content(self, response: httpx.Response, missing: str | None) -> Json:
        if response.is_redirect:
            raise moved(self.url, response.headers.get("location", ""))
        if not response.is_success:
            raise refusal(
                self.url,
                response.status_code,
                missing or response.url.path,
                detail(response),
                named=missing is not None,
                retry_after_s=retry_after(response.headers.get("retry-after")),
            )
        if response.status_code == httpx.codes.NO_CONTENT:
            return None
        place = f"{response.url.path} (HTTP {response.status_code})"
        try:
            content = parse(response.content, place, self.url)
        except UnreadableError as error:
            if self.reached or response.content.lstrip()[:1] in (b"{", b"["):
                raise  # Label Studio answered before, or the answer was cut. Both may pass.
            raise StudioError(error.what, where=self.url, remedy=error.remedy) from error
        self.reached = True
        self.clock.note(response.headers.get("date"))
        return content

    def _unreachable(self, error: httpx.ConnectError) -> UnreachableError:
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            return UnreachableError(
                "its certificate is not signed by an authority that this machine trusts.",
                where=self.url,
                remedy="Set studio.ca_file in annotate.yaml to the authority's certificate (PEM).",
                kind=CERTIFICATE,
            )
        return UnreachableError(
            "Label Studio does not answer.",
            where=self.url,
            remedy="Start it with 'annotate studio up', or check studio.url in annotate.yaml."
            if self._own
            else "Check that it runs there, and that studio.url in annotate.yaml is its address.",
            kind="no connection",
        )

    def _worth_repeating(self, patient: bool, error: BaseException) -> bool:
        if not isinstance(error, TransientError) or isinstance(error, TooLargeError):
            return False
        if isinstance(error, UnreachableError):
            return self.reached and error.kind != CERTIFICATE
        return patient or error.busy

    def _count(self, state: tenacity.RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome is not None else None
        if isinstance(error, TransientError):
            self.repeated[error.kind] += 1


class _StopUnlessReached(tenacity.stop.stop_base):
    """Stops after a few attempts if the server has never answered."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def __call__(self, retry_state: tenacity.RetryCallState) -> bool:
        return not self._transport.reached and retry_state.attempt_number >= _FIRST_ATTEMPTS


class _StopAtUnreadable(tenacity.stop.stop_base):
    """Stops earlier after an answer that cannot be read than after a failure of the server."""

    def __call__(self, retry_state: tenacity.RetryCallState) -> bool:
        error = retry_state.outcome.exception() if retry_state.outcome is not None else None
        waited = (retry_state.seconds_since_start or 0.0) + retry_state.upcoming_sleep
        return isinstance(error, UnreadableError) and waited >= bounds.UNREADABLE_S


_backoff = tenacity.wait_random_exponential(multiplier=0.5, max=_LONGEST_WAIT_S)


def _pause(state: tenacity.RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome is not None else None
    asked = error.retry_after_s if isinstance(error, TransientError) else None
    return max(_backoff(state), asked or 0.0)


def _trusted(ca_file: Path) -> ssl.SSLContext:
    context = ssl.create_default_context()
    try:
        context.load_verify_locations(ca_file)
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(
            f"is no certificate that can be read ({error}).",
            where=str(ca_file),
            remedy="Set studio.ca_file to a file of certificates in PEM form.",
        ) from error
    return context
