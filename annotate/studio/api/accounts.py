"""Makes annotators' accounts through the invitation link.

Annotators can sign in only to accounts made this way: accounts made by other calls have no working password.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import httpx

from annotate.core.errors import StudioError
from annotate.studio.api.client import Studio


@dataclass(frozen=True)
class Account:
    """An annotator's e-mail address, password and personal access token."""

    email: str
    password: str
    token: str


def invite(owner: Studio, email: str, password: str) -> Account:
    """Signs up a new account through the organisation's invitation, and makes a personal access token.

    Raises `StudioError` if the server refuses the account or the token.
    """
    link = owner.get("/api/invite")["invite_url"]
    with httpx.Client(base_url=owner.url, follow_redirects=True, timeout=60) as browser:
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
        who = browser.get("/api/current-user/whoami")
        if not who.is_success or str(who.json().get("email")).lower() != email.lower():
            errors = re.findall(r'class="field_error[^"]*"[^>]*>\s*([^<]+)', answer.text)
            raise StudioError(
                f"the account {email} was not made: {errors[0].strip() if errors else 'it exists already?'}.",
                where=owner.url,
                remedy="Choose another address or sign in with the account that exists.",
            )
        token = browser.post(
            "/api/token/",
            headers={"X-CSRFToken": browser.cookies.get("csrftoken") or "", "Referer": owner.url},
        )
        if not token.is_success:
            raise StudioError(
                f"no token was made for {email} (HTTP {token.status_code}).",
                where=owner.url,
                remedy="Enable personal access tokens in the organisation's settings.",
            )
        return Account(email, password, str(token.json()["token"]))


def _csrf(page: str, url: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    if found is None:
        raise StudioError(
            "the sign-up page has no form.", where=url, remedy="Is sign-up by invitation enabled there?"
        )
    return found.group(1)
