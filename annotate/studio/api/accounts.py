"""Makes annotators' accounts through the invitation link.

Annotators can sign in only to accounts made this way: accounts made by other calls have no working password.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

from annotate.core.errors import StudioError
from annotate.studio.api.client import Studio
from annotate.studio.api.parsing import parse
from annotate.studio.api.refusals import TransientError, refusal, sdk_errors
from annotate.studio.api.values import is_name

if TYPE_CHECKING:
    import httpx


_SIGN_INS = 5  # of an account that may be half made
_ERROR = re.compile(r'class="(?:field_errors|error)"[^>]*>\s*(?:<li>)?\s*([^<]{1,300})')  # of a form


@dataclass(frozen=True)
class Account:
    """An annotator's e-mail address, password and personal access token."""

    email: str
    password: str
    token: str


def invitation_link(owner: Studio) -> str:
    """The address where a colleague makes an account. Whoever has this address can join."""
    return owner.url + owner.invitation()


class AccountRefusedError(StudioError):
    """Label Studio makes no account for one address, for example because somebody has it already."""


class HalfMadeAccountError(AccountRefusedError):
    """Label Studio failed while it made an account, and fails whenever somebody signs in to it."""


def invite(owner: Studio, email: str, password: str) -> Account:
    """Signs up a new account through the organisation's invitation, and makes a personal access token.

    If Label Studio fails meanwhile, tries again: first to sign in, because the account may have been made,
    then to sign up. Raises `AccountRefusedError` if the server refuses the account, `HalfMadeAccountError` if
    it failed before the account could join the organisation, and `StudioError` if it makes no token.
    """
    link = owner.invitation()
    for attempt in owner.repeating():
        with attempt, owner.browser() as browser, sdk_errors(owner.url):
            earlier = attempt.retry_state.attempt_number - 1
            if not (earlier and _signed_in(browser, email, password, owner.url, earlier)):
                _sign_up(browser, link, email, password, owner.url)
            return Account(email, password, _token(browser, email, owner.url))
    raise AssertionError("unreachable")


def _sign_up(browser: httpx.Client, link: str, email: str, password: str, url: str) -> None:
    filled = {"email": email, "password": password, "allow_newsletters": "false"}
    answer = _submitted(browser, link, filled, url)
    if _is_account(browser, email, url):
        return
    if not answer.is_success:
        raise refusal(url, answer.status_code, "the sign-up page", "")
    if (said := _ERROR.search(answer.text)) is None:
        raise TransientError(
            f"Label Studio did not say whether it made the account {email}.",
            where=url,
            remedy="Run the command again.",
        )
    raise AccountRefusedError(
        f"the account {email} was not made: {unescape(said[1]).strip().rstrip('.')}.",
        where=url,
        remedy="Choose another address or sign in with the account that exists.",
    )


def _signed_in(browser: httpx.Client, email: str, password: str, url: str, attempts: int) -> bool:
    """Whether the account exists with this password. If so, ``browser`` is signed in.

    ``attempts`` is how often this was tried. Raises `TransientError` if Label Studio fails, and
    `HalfMadeAccountError` if it failed too often.
    """
    answer = _submitted(browser, "/user/login/", {"email": email, "password": password}, url)
    if answer.is_server_error and attempts >= _SIGN_INS:
        raise HalfMadeAccountError(
            f"the account {email} is of no use: Label Studio failed while it made the account, and fails"
            " at each sign-in.",
            where=url,
            remedy="Choose another address.",
        )
    if answer.is_server_error:
        raise refusal(url, answer.status_code, "the sign-in page", "")
    return _is_account(browser, email, url)


def _submitted(browser: httpx.Client, path: str, filled: dict[str, str], url: str) -> httpx.Response:
    token = _csrf(browser.get(path).text, url)
    return browser.post(
        path, data={"csrfmiddlewaretoken": token, **filled}, headers={"Referer": f"{url}{path}"}
    )


def _is_account(browser: httpx.Client, email: str, url: str) -> bool:
    answer = browser.get("/api/current-user/whoami")
    if answer.is_server_error:
        raise refusal(url, answer.status_code, "the account", "")
    return _answer(answer, "email", url).lower() == email.lower()


def _token(browser: httpx.Client, email: str, url: str) -> str:
    made = browser.post(
        "/api/token/", headers={"X-CSRFToken": browser.cookies.get("csrftoken") or "", "Referer": url}
    )
    token = _answer(made, "token", url)
    if token:
        return token
    what = f"no token was made for {email} (HTTP {made.status_code})."
    if made.is_server_error:
        raise TransientError(what, where=url, remedy="Run the command again.")
    raise StudioError(what, where=url, remedy="Enable personal access tokens in the organisation's settings.")


def _answer(response: httpx.Response, name: str, url: str) -> str:
    """The text under a key of an answer, or an empty text if the server refused or the text is missing."""
    content = parse(response.content, response.url.path, url) if response.is_success else None
    value = content.get(name) if isinstance(content, dict) else None
    return value if is_name(value) else ""


def _csrf(page: str, url: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    if found is None:
        raise StudioError(
            "the sign-up page has no form.", where=url, remedy="Is sign-up by invitation enabled there?"
        )
    return found.group(1)
