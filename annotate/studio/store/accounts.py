"""The accounts on the server and the names of their people, in the plan's database.

Label Studio calls everybody who left the organisation "Deleted". It forgets the author of an annotation whose
account was deleted. So the plan keeps the first known name of each account, and the account that made each
annotation.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from annotate.core.authorship import UNKNOWN
from annotate.studio.api.listed_account import LEFT, ListedAccount
from annotate.studio.store.database import transaction
from annotate.studio.store.forgotten import Forgotten

# Names with a meaning of their own: a pseudonym, an account without a name, and no account at all.
_TAKEN = re.compile(rf"annotator-\d+|user-\d+|{UNKNOWN}|{LEFT}", re.IGNORECASE)


def nameless(account: int) -> str:
    """What records call an account whose name was never known."""
    return f"user-{account}"


@dataclass(frozen=True)
class KnownAccount:
    """An account with its name in records and its last known e-mail address.

    ``is_current`` is false if the account belongs to a project that the campaign used before.
    """

    id: int
    joined: str | None
    name: str
    email: str | None
    is_current: bool


class KnownAccounts:
    """All accounts that were ever listed.

    An account is told by its id and the time at which it was made. Its name in records is its first known
    e-mail address, also if that changes. Two accounts never have the same name, with one exception: a new
    account with the address of an account that is gone belongs to the same person.
    """

    def __init__(self, database: sqlite3.Connection, forgotten: Forgotten) -> None:
        self._db = database
        self._forgotten = forgotten

    def learn(self, listed: Iterable[ListedAccount]) -> dict[int, str]:
        """Stores the accounts that the server lists now. Returns the names of all accounts by id.

        Leaves out the accounts of forgotten annotators.
        """
        here = [account for account in listed if self._forgotten.account(account) is None]
        with transaction(self._db):
            taken = {known.name.casefold() for known in self.all()}
            new = [account for account in here if not self._is_known(account, taken)]
            present = {account.id for account in here if account.email is not None}
            # After the others have got their new addresses.
            gone = {
                known.email.casefold(): known.name
                for known in self.all()
                if known.email is not None and not (known.is_current and known.id in present)
            }
            for account in new:
                name = gone.get((account.email or "").casefold())
                self._add(account, name or _free(account.email, account.id, taken))
        return self.names()

    def names(self) -> dict[int, str]:
        """The names of the current accounts by id."""
        return {account.id: account.name for account in self.all() if account.is_current}

    def all(self) -> list[KnownAccount]:
        """All accounts, those of former projects too."""
        rows = self._db.execute("SELECT id, joined, name, email, current FROM accounts ORDER BY number")
        return [
            KnownAccount(row["id"], row["joined"], row["name"], row["email"], bool(row["current"]))
            for row in rows
        ]

    def former_names(self) -> dict[str, str]:
        """What people were called before their first name was known, by their name."""
        rows = self._db.execute("SELECT name, former FROM accounts WHERE former IS NOT NULL ORDER BY number")
        return {row["name"]: row["former"] for row in rows}

    def forget_ids(self) -> None:
        """Stores that the ids belong to another server. The next listing finds the same people by address."""
        with transaction(self._db):
            self._db.execute("UPDATE accounts SET current = 0")

    def note_work(self, annotations: Iterable[Mapping[str, Any]]) -> None:
        """Stores who made and who last saved each annotation, as far as the server still knows it."""
        bodies = [body for body in annotations if isinstance(body.get("created_at"), str)]
        ids = {_id(body, name) for body in bodies for name in ("completed_by", "updated_by")}
        unlisted = [id for id in ids - self._numbers().keys() if isinstance(id, int)]
        if unlisted:
            self.learn([ListedAccount(id, None) for id in sorted(unlisted)])
        known = self._numbers()
        pairs = [
            (known.get(_id(body, "completed_by")), known.get(_id(body, "updated_by"))) for body in bodies
        ]
        rows = [
            (body["id"], body["created_at"], *pair)
            for body, pair in zip(bodies, pairs, strict=True)
            if pair != (None, None)
        ]
        if not rows:
            return
        with transaction(self._db):
            self._db.executemany(
                "INSERT INTO work VALUES (?, ?, ?, ?) ON CONFLICT (annotation_id, created_at) DO UPDATE SET"
                " made_by = coalesce(excluded.made_by, made_by),"
                " saved_by = coalesce(excluded.saved_by, saved_by)",
                rows,
            )

    def work(self, annotation: Any, created_at: Any) -> tuple[str | None, str | None]:
        """The names of who made and who last saved an annotation, as far as they were ever known."""
        row = self._db.execute(
            "SELECT maker.name AS maker, saver.name AS saver FROM work"
            " LEFT JOIN accounts AS maker ON maker.number = made_by"
            " LEFT JOIN accounts AS saver ON saver.number = saved_by"
            " WHERE annotation_id = ? AND created_at = ?",
            (annotation, created_at),
        ).fetchone()
        return (row["maker"], row["saver"]) if row else (None, None)

    def _is_known(self, account: ListedAccount, taken: set[str]) -> bool:
        """Whether this account was listed before. Stores what is new about it."""
        row = self._db.execute(
            "SELECT * FROM accounts WHERE id = ? AND current = 1", (account.id,)
        ).fetchone()
        known = row is not None and None not in (account.joined, row["joined"])
        if known and account.joined != row["joined"]:
            self._db.execute("UPDATE accounts SET current = 0 WHERE number = ?", (row["number"],))
            row = None  # the id was given to another account
        if row is None:
            row = self._db.execute(
                "SELECT * FROM accounts WHERE id = ? AND joined = ?", (account.id, account.joined)
            ).fetchone()
        if row is None:
            return False
        name, former = row["name"], row["former"]
        if row["email"] is None and account.email is not None:
            name, former = _free(account.email, account.id, taken), name
        self._db.execute(
            "UPDATE accounts SET joined = coalesce(?, joined), email = coalesce(?, email), name = ?,"
            " former = ?, current = 1 WHERE number = ?",
            (account.joined, account.email, name, former, row["number"]),
        )
        return True

    def _add(self, account: ListedAccount, name: str) -> None:
        self._db.execute(
            "INSERT INTO accounts (id, joined, name, email) VALUES (?, ?, ?, ?)",
            (account.id, account.joined, name, account.email),
        )

    def _numbers(self) -> dict[Any, int]:
        rows = self._db.execute("SELECT id, number FROM accounts WHERE current = 1")
        return {row["id"]: row["number"] for row in rows}


def _free(email: str | None, account: int, taken: set[str]) -> str:
    """A name that no other person has: the address or, without one, the account's number.

    Adds the name to ``taken``.
    """
    plain = email or nameless(account)
    name, number = plain, 1
    while name.casefold() in taken or (email is not None and _TAKEN.fullmatch(name)):
        name = f"{plain} (account {account})" if number == 1 else f"{plain} (account {account}, {number})"
        number += 1
    taken.add(name.casefold())
    return name


def _id(body: Mapping[str, Any], name: str) -> Any:
    account = body.get(name)
    return account.get("id") if isinstance(account, dict) else account
