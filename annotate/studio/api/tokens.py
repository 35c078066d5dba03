"""Label Studio's two kinds of API token, and how each signs a request."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Generator
from datetime import UTC, datetime
from typing import Any

import httpx

from annotate.core.errors import ConfigError, StudioError
from annotate.studio.api import bounds

_TOO_MANY = 429
# A request to this machine goes through no proxy of the environment, which would read the token.
WITHOUT_PROXY: dict[str, httpx.BaseTransport | None] = {
    f"all://{host}": None for host in ("127.0.0.1", "localhost", "[::1]")
}


def is_personal_access_token(token: str) -> bool:
    """Whether ``token`` is a personal access token (a JWT) and not a legacy token (40 hex digits)."""
    return _claims(token) is not None


def auth_for(token: str) -> httpx.Auth:
    """Returns the authentication for requests with ``token``, a personal access token or a legacy token."""
    if not token.strip():
        raise ConfigError("the Label Studio token is empty.", remedy=SIGN_IN_REMEDY)
    if not token.isascii() or any(character.isspace() for character in token.strip()):
        raise ConfigError("the Label Studio token has characters that no token has.", remedy=SIGN_IN_REMEDY)
    token = token.strip()
    claims = _claims(token)
    if claims is None:
        return LegacyToken(token)
    if isinstance(ends := claims.get("exp"), (int, float)) and ends < time.time():
        raise StudioError(
            f"the personal access token expired on {datetime.fromtimestamp(ends, UTC):%Y-%m-%d}.",
            where="ANNOTATE_TOKEN",
            remedy=f"Make a new one. {SIGN_IN_REMEDY}",
        )
    return PersonalAccess(token)


class LegacyToken(httpx.Auth):
    """``Authorization: Token <40 hex digits>``."""

    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Token {self._token}"
        yield request


class PersonalAccess(httpx.Auth):
    """Exchanges a personal access token for an access token, which lasts 5 minutes.

    When the server refuses the access token, fetches a new one.
    """

    def __init__(self, token: str) -> None:
        self._refresh = token
        self._access: str | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self._access is None:
            yield from self._renew(request)
        self._sign(request)
        response = yield request
        if response.status_code == httpx.codes.UNAUTHORIZED:
            yield from self._renew(request)
            self._sign(request)
            yield request

    def _sign(self, request: httpx.Request) -> None:
        # Unsigned if the token was refused, so that the server's own refusal is reported.
        request.headers.pop("Authorization", None)
        if self._access is not None:
            request.headers["Authorization"] = f"Bearer {self._access}"

    def _renew(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        self._access = None
        # "/base" stays in front where the server lives under a path prefix.
        prefix = request.url.path.split("/api/", 1)[0]
        url = request.url.copy_with(path=f"{prefix}/api/token/refresh", query=None)
        answer = yield httpx.Request("POST", url, json={"refresh": self._refresh})
        if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR or answer.status_code == _TOO_MANY:
            # Neither accepted nor refused, so the caller may try again.
            raise httpx.RemoteProtocolError(
                f"no access token now (HTTP {answer.status_code})", request=request
            )
        if answer.status_code == httpx.codes.OK:
            answer.read()
            self._access = _access_token(answer)
            if self._access is None:  # a proxy's page, or a cut answer
                raise httpx.RemoteProtocolError("no access token in the answer", request=request)


def _access_token(answer: httpx.Response) -> str | None:
    """The access token in an answer, or None if the answer has none that can stand in a header."""
    try:
        token = answer.json()["access"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    usable = isinstance(token, str) and token.isascii() and token.isprintable() and " " not in token
    return token if usable and 0 < len(token) <= bounds.TOKEN_CHARACTERS else None


def _claims(token: str) -> dict[str, Any] | None:
    parts = token.strip().split(".")
    if len(parts) != 3:
        return None
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, UnicodeDecodeError):
        return None
    return claims if isinstance(claims, dict) else None


SIGN_IN_REMEDY = (
    "Copy a personal access token (or a legacy token) from Label Studio's Account & Settings page "
    "into the environment variable ANNOTATE_TOKEN."
)
