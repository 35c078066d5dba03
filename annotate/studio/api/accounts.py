"""Makes annotators' accounts through the invitation link.

Annotators can sign in only to accounts made this way: accounts made by other calls have no working password.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotate.core.errors import StudioError
from annotate.studio.api.client import Studio
from annotate.studio.api.parsing import parse
from annotate.studio.api.refusals import sdk_errors
from annotate.studio.api.values import is_name

if TYPE_CHECKING:
    import httpx


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


def invite(owner: Studio, email: str, password: str) -> Account:
    """Signs up a new account through the organisation's invitation, and makes a personal access token.

    Raises `AccountRefusedError` if the server refuses the account, and `StudioError` if it makes no token.
    """
    link = owner.invitation()
    with owner.browser() as browser, sdk_errors(owner.url):
        page = browser.get(link)
        answer = browser.post(
            link,
            data={
                "csrfmiddlewaretoken": _csrf(page.text, owner.url),
                "email": email,
                "password": password,
                "allow_newsletters": "false",
            },
            headers={"Referer": f"{owner.url}{link}"},
        )
        if _answer(browser.get("/api/current-user/whoami"), "email", owner.url).lower() != email.lower():
            errors = re.findall(r'class="field_error[^"]*"[^>]*>\s*([^<]{1,300})', answer.text)
            why = next((error.strip() for error in errors if error.strip()), "it exists already")
            raise AccountRefusedError(
                f"the account {email} was not made: {why}.",
                where=owner.url,
                remedy="Choose another address or sign in with the account that exists.",
            )
        made = browser.post(
            "/api/token/",
            headers={"X-CSRFToken": browser.cookies.get("csrftoken") or "", "Referer": owner.url},
        )
        token = _answer(made, "token", owner.url)
        if not token:
            raise StudioError(
                f"no token was made for {email} (HTTP {made.status_code}).",
                where=owner.url,
                remedy="Enable personal access tokens in the organisation's settings.",
            )
        return Account(email, password, token)


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
