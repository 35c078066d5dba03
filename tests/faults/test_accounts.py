"""Accounts made while Label Studio fails."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from annotate.core.errors import StudioError
from annotate.studio.api.accounts import AccountRefusedError, _sign_up, invite
from annotate.studio.api.client import Studio
from tests.conftest import Server
from tests.faults.proxy import Answer, proxy

pytestmark = pytest.mark.studio
PASSWORD = "a-long-password-3"


class FirstPosts:
    """Answers the first requests that post to a path with a failure, and passes the others on."""

    def __init__(self, path: str, *answers: Answer) -> None:
        self.path = path
        self.answers: Iterator[Answer] = iter(answers)

    def __call__(self, method: str, path: str) -> Answer | None:
        return (
            next(self.answers, None)
            if method == "POST" and path.split("?", maxsplit=1)[0] == self.path
            else None
        )


@pytest.mark.parametrize("path", ["/user/signup/", "/api/token/"])
def test_an_account_is_made_although_the_server_fails_at_first(
    server: Server, studio: Studio, path: str
) -> None:
    email = f"patient-{path.split('/')[2]}@tests.example.org"
    fails = FirstPosts(path, (500, "<html>database is locked</html>", {"Content-Type": "text/html"}))
    with proxy(server.url, fails) as url, Studio(url, server.token) as owner:
        account = invite(owner, email, PASSWORD)
    with Studio(server.url, account.token) as person:
        assert person.whoami()["email"] == email
    assert list(studio.users().values()).count(email) == 1


def test_an_account_that_the_server_made_before_it_failed_is_used(server: Server, studio: Studio) -> None:
    """The account is made, and the answer is lost."""
    email = "made-already@tests.example.org"
    link = studio.invitation()
    with studio.browser() as browser:
        _sign_up(browser, link, email, PASSWORD, server.url)
    with proxy(server.url, FirstPosts("/user/signup/", (502, "bad gateway"))) as url:
        with Studio(url, server.token) as owner:
            account = invite(owner, email, PASSWORD)
    with Studio(server.url, account.token) as person:
        assert person.whoami()["email"] == email


def test_the_account_of_somebody_else_is_refused_with_the_reason(server: Server, studio: Studio) -> None:
    email = "somebody@tests.example.org"
    invite(studio, email, PASSWORD)
    with pytest.raises(AccountRefusedError, match="already exists"):
        invite(studio, email, "another-password-4")
    with proxy(server.url, FirstPosts("/user/signup/", (502, "bad gateway"))) as url:
        with Studio(url, server.token) as owner, pytest.raises(AccountRefusedError, match="already exists"):
            invite(owner, email, "another-password-4")


def test_a_refusal_without_a_reason_is_not_called_an_account_that_exists(server: Server) -> None:
    with proxy(server.url, FirstPosts("/user/signup/", (403, "forbidden"))) as url:
        with Studio(url, server.token) as owner, pytest.raises(StudioError, match="may not use") as caught:
            invite(owner, "nobody@tests.example.org", PASSWORD)
    assert "exists" not in str(caught.value)
