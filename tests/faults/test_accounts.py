"""Accounts made while Label Studio fails."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from annotate.campaign.demo.scripted_annotator import ADDRESSES, sign_up
from annotate.core.errors import StudioError
from annotate.studio.api.accounts import AccountRefusedError, HalfMadeAccountError, _sign_up, invite
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


def half_made(server: Server, studio: Studio, email: str) -> None:
    """An account as Label Studio leaves it if it fails between making the user and the membership."""
    with studio.browser() as browser:
        _sign_up(browser, studio.invitation(), email, PASSWORD, server.url)
    server.execute(
        "DELETE FROM organizations_organizationmember WHERE user_id IN"
        " (SELECT id FROM htx_user WHERE email = %s)",
        email,
    )


def test_a_sign_in_that_fails_is_tried_again(server: Server, studio: Studio) -> None:
    """The account is made, the answer is lost, and the server is still busy at the sign-in."""
    email = "busy-twice@tests.example.org"
    with studio.browser() as browser:
        _sign_up(browser, studio.invitation(), email, PASSWORD, server.url)
    sign_up, sign_in = FirstPosts("/user/signup/", (502, "")), FirstPosts("/user/login/", (500, ""))
    with proxy(server.url, lambda *request: sign_up(*request) or sign_in(*request)) as url:
        with Studio(url, server.token) as owner:
            account = invite(owner, email, PASSWORD)
    with Studio(server.url, account.token) as person:
        assert person.whoami()["email"] == email


def test_half_an_account_is_called_that_and_the_demo_takes_another(server: Server, studio: Studio) -> None:
    """The server made the user, and failed before the user joined the organisation."""
    half_made(server, studio, ADDRESSES[0])
    with proxy(server.url, FirstPosts("/user/signup/", (500, ""))) as url:
        with Studio(url, server.token) as owner:
            with pytest.raises(HalfMadeAccountError, match="fails at each sign-in"):
                invite(owner, ADDRESSES[0], PASSWORD)
            account = sign_up(owner)
    assert account.email == ADDRESSES[1]
    with Studio(server.url, account.token) as person:
        assert person.whoami()["email"] == ADDRESSES[1]


def test_the_demo_finds_an_address_even_if_all_its_own_exist(server: Server, studio: Studio) -> None:
    made = [sign_up(studio).email for _ in range(len(ADDRESSES) + 2)]
    assert len(set(made)) == len(made)


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
