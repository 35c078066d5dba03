"""Finds or makes the accounts on the new server to which the annotations of a backup belong."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from annotate.core.errors import StudioError
from annotate.studio.api.accounts import AccountRefusedError, invite
from annotate.studio.api.client import Studio
from annotate.studio.api.listed_account import LEFT
from annotate.studio.pull.originals import author_name
from annotate.studio.store.accounts import nameless


class Accounts:
    """Matches the accounts of a backup with accounts on the new server.

    ``tokens`` maps the e-mail address of each account that the restore made to the account's token.
    ``refused`` names the people for whom the server makes no account, with the reason. Their annotations
    belong to the restoring account, and the plan keeps their names.
    """

    def __init__(self, studio: Studio, users: list[dict[str, Any]], tokens: dict[str, str]) -> None:
        self.tokens = tokens
        self.refused: dict[str, str] = {}
        self.owner = str(studio.whoami().get("email"))
        self._studio = studio
        self._users = users
        self._before = {user["id"]: _name(user) for user in users}
        self._addresses = {_name(user).casefold(): str(user["email"]) for user in users}
        self._now: dict[str, str] = {}
        self._look()

    def make_missing(self, users: list[dict[str, Any]], keep: Callable[[dict[str, str]], None]) -> None:
        """Signs up the annotators of the backup who have no account on the server.

        Each account gets a random password, which is not stored. After each new account, this calls ``keep``
        with all tokens made so far. Raises `StudioError` if the server accepts no new account at all.
        """
        for user in users:
            email = str(user["email"])
            if not user.get("has_work") or "@" not in email or email.casefold() in self._now:
                continue
            # Label Studio stores addresses in lower case.
            small = email.lower()
            try:
                self.tokens[small] = invite(self._studio, small, secrets.token_urlsafe(24)).token
            except StudioError as error:
                self._look()
                if small not in self._now:
                    if not isinstance(error, AccountRefusedError):
                        raise
                    self.refused[_name(user)] = error.what
                    continue
                self.tokens[small] = ""  # the account exists, but it has no token
            self._now[small] = small
            keep(self.tokens)

    @property
    def made(self) -> list[str]:
        """The e-mail addresses of the accounts that the restore made."""
        return sorted(self.tokens)

    def before(self, account: Any) -> str:
        """The name that records give an account of the backup."""
        return author_name(account, self._before)

    def email(self, account: Any) -> str | None:
        """The e-mail address of the account on the new server for an account of the backup, or None."""
        name = self.before(account).casefold()
        return self._now.get(self._addresses.get(name, name).casefold())

    def _look(self) -> None:
        here = self._studio.accounts()
        self._now = {account.email.casefold(): account.email for account in here if account.email is not None}
        # The server hides the address of somebody who has left, but still takes annotations for it.
        left = {(account.id, account.joined) for account in here if account.email is None and account.joined}
        for user in self._users:
            if (user["id"], user.get("joined")) in left and "@" in user["email"]:
                self._now.setdefault(user["email"].casefold(), user["email"])


def _name(user: dict[str, Any]) -> str:
    """The name of a backup's account in records. Backups of before have the address only."""
    name = str(user.get("name") or user["email"])
    return nameless(user["id"]) if name == LEFT else name
