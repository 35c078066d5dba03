"""The names and passwords of a prediction backend, and the check of a request's Basic authentication.

There are two accounts. Label Studio asks for suggestions with the first one. The second one is for webhooks
alone, because Label Studio shows the headers of a webhook to every member of a project.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from annotate.core.errors import ConfigError
from annotate.core.files import writing
from annotate.core.path_errors import reading

PASSWORD_VARIABLE = "ANNOTATE_SERVE_PASSWORD"  # noqa: S105  # the variable's name
USER, HOOK_USER = "annotate", "annotate-webhook"
_SHORTEST = 12  # characters


@dataclass(frozen=True)
class Account:
    """A name and its password, which no representation shows."""

    user: str
    password: str = field(repr=False)

    @property
    def header(self) -> str:
        """The value of the Authorization header (RFC 7617)."""
        return "Basic " + base64.b64encode(f"{self.user}:{self.password}".encode()).decode()


def account_in(file: Path) -> Account:
    """The account of the environment, else the one in ``file``. The first call makes that file, mode 0600.

    Raises `ConfigError` if the password in the environment is too short or the file has another form.
    """
    if given := os.environ.get(PASSWORD_VARIABLE):
        if len(given) < _SHORTEST:
            raise ConfigError(
                f"holds a password of fewer than {_SHORTEST} characters.",
                where=PASSWORD_VARIABLE,
                remedy="Set a longer one, or unset the variable: a password is then made.",
            )
        return Account(USER, given)
    if file.is_file():
        with reading(file, ConfigError):
            file.chmod(0o600)
            try:
                stored = json.loads(file.read_text(encoding="utf-8"))
                return Account(str(stored["user"]), str(stored["password"]))
            except (ValueError, KeyError, TypeError) as error:
                raise ConfigError(
                    "does not hold the account of the prediction backend.",
                    where=str(file),
                    remedy="Delete it; the next start makes a new one.",
                ) from error
    made = Account(USER, secrets.token_urlsafe(24))
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with writing(file, private=True) as new:
        json.dump(asdict(made), new)
    return made


def hook_account(account: Account) -> Account:
    """The account for webhooks. Its password follows from the other one, and does not give it away."""
    key = account.password.encode()
    return Account(HOOK_USER, hmac.new(key, b"annotate webhook", hashlib.sha256).hexdigest())


def admitted(header: str | None, accounts: Iterable[Account]) -> bool:
    """Whether an Authorization header is that of one of ``accounts``. Takes as long for a wrong password."""
    given = _decoded(header)
    found = False
    for account in accounts:
        right = f"{account.user}:{account.password}".encode()
        found |= hmac.compare_digest(given, right)
    return found


def _decoded(header: str | None) -> bytes:
    scheme, _, value = (header or "").partition(" ")
    if scheme.lower() != "basic":
        return b""
    try:
        return base64.b64decode(value.strip(), validate=True)
    except (binascii.Error, ValueError):
        return b""
