"""The accounts to which a backup's annotations belong: existing ones, and those that a restore makes."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from annotate.core.errors import StudioError
from annotate.studio.api.accounts import invite
from annotate.studio.api.client import Studio
from annotate.studio.pull.originals import author_name


class Accounts:
    """Matches the accounts of a backup with accounts on the new server.

    ``tokens`` maps the e-mail addresses of accounts that the restore made to their tokens.
    """

    def __init__(self, studio: Studio, users: list[dict[str, Any]], tokens: dict[str, str]) -> None:
        self.tokens = tokens
        self.owner = str(studio.whoami().get("email"))
        self._studio = studio
        self._before = {user["id"]: str(user["email"]) for user in users}
        self._now: dict[str, str] = {}
        self._look()

    def make_missing(self, users: list[dict[str, Any]], keep: Callable[[dict[str, str]], None]) -> None:
        """Signs up the annotators of the backup who have no account on the server.

        Each account gets a random password that is not kept. After each account, ``keep`` gets all tokens
        made so far. Raises `StudioError` if the server accepts no new account.
        """
        for user in users:
            email = str(user["email"])
            if not user.get("has_work") or "@" not in email or email.casefold() in self._now:
                continue
            # Label Studio stores addresses in lower case.
            small = email.lower()
            try:
                self.tokens[small] = invite(self._studio, small, secrets.token_urlsafe(24)).token
            except StudioError:
                self._look()
                if small not in self._now:
                    raise
                self.tokens[small] = ""  # the account exists, but it has no token
            self._now[small] = small
            keep(self.tokens)

    @property
    def made(self) -> list[str]:
        """The e-mail addresses of the accounts that the restore made."""
        return sorted(self.tokens)

    def before(self, account: Any) -> str:
        """The author's name in the backup, as records have it."""
        return author_name(account, self._before)

    def email(self, account: Any) -> str | None:
        """The e-mail address on the new server of an account of the backup, or None if there is none."""
        return self._now.get(self.before(account).casefold())

    def _look(self) -> None:
        self._now = {email.casefold(): email for email in self._studio.users().values()}
