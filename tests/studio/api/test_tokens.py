"""The two kinds of token are recognised, and a personal access token is renewed silently."""

from __future__ import annotations

import base64
import json

import httpx
import pytest

from annotate.core.errors import ConfigError
from annotate.studio.api.tokens import auth_for, is_personal_access_token


def jwt(**claims: object) -> str:
    parts = (json.dumps(part).encode() for part in ({"alg": "HS256"}, claims, "signature"))
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


def test_a_jwt_is_a_personal_token_and_forty_hex_digits_are_not() -> None:
    assert is_personal_access_token(jwt(token_type="refresh"))
    assert not is_personal_access_token("0123456789abcdef" * 2 + "01234567")
    assert not is_personal_access_token("a.b.c")


@pytest.mark.parametrize("token", ["", "  ", "two words", "tökén"])
def test_a_malformed_token_is_refused_and_not_printed(token: str) -> None:
    with pytest.raises(ConfigError) as refused:
        auth_for(token)
    assert "ANNOTATE_TOKEN" in str(refused.value)
    assert not token.strip() or token not in str(refused.value)


class Server:
    """Answers as Label Studio does: access tokens die after two uses. (Its real form is tested in loop/.)"""

    def __init__(self) -> None:
        self.uses: dict[str, int] = {}
        self.paths: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.paths.append(request.url.path)
        if request.url.path.endswith("/api/token/refresh"):
            access = f"access-{len(self.uses)}"
            self.uses[access] = 2
            return httpx.Response(200, json={"access": access})
        access = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if self.uses.get(access, 0) == 0:
            return httpx.Response(401)
        self.uses[access] -= 1
        return httpx.Response(200, json={"ok": True})


def test_an_access_token_that_expires_in_the_middle_is_renewed() -> None:
    server = Server()
    client = httpx.Client(
        base_url="http://studio.test/prefix",
        auth=auth_for(jwt(token_type="refresh")),
        transport=httpx.MockTransport(server),
    )
    for _ in range(5):
        assert client.get("/api/tasks").status_code == 200
    assert server.paths.count("/prefix/api/token/refresh") == 3
