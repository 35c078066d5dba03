"""The file of what a campaign has forgotten: its form, and the salted hashes in it.

Articles are hashed with BLAKE2b (RFC 7693), keyed with 32 random bytes, because a push checks each of 100,000
articles. Names of people are few and easy to guess, so they are hashed with scrypt (RFC 7914), which makes
each guess cost about 20 ms.
"""

from __future__ import annotations

import hashlib
import json
import secrets

from pydantic import BaseModel, ConfigDict, ValidationError

from annotate.core.errors import ConfigError

FORGOTTEN_FILE = "forgotten.json"
_SALT_BYTES, _HASH_BYTES = 32, 16
_SCRYPT = {"n": 2**13, "r": 8, "p": 1, "dklen": _HASH_BYTES}  # 8 MB and about 20 ms


class _Stored(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ForgottenArticle(_Stored):
    """An article: the hash of its id, and the hashes of the digests of its texts."""

    id: str
    texts: list[str] = []


class ForgottenAnnotator(_Stored):
    """An annotator: hashes of names and accounts, the name in releases, whether answers are left out."""

    marks: list[str]
    pseudonym: str
    without_answers: bool = False


class Salted(_Stored):
    """Hashes with the same salt (hexadecimal). A restore adds those of a backup, which have another salt."""

    salt: str
    articles: list[ForgottenArticle] = []
    annotators: list[ForgottenAnnotator] = []


class Content(_Stored):
    format: int = 1
    salted: list[Salted] = []


def new_salted() -> Salted:
    """A salt of its own, without hashes."""
    return Salted(salt=secrets.token_bytes(_SALT_BYTES).hex())


def account_word(id: int, joined: str | None) -> str:
    """What is hashed of an account: its id, and when it was made."""
    return f"account {id} {joined}"


def mark(salt: bytes, kind: str, value: str) -> str:
    """The hash of an article's id or of a digest; ``kind`` is "article" or "text"."""
    hashed = hashlib.blake2b(value.encode(), key=salt, digest_size=_HASH_BYTES, person=kind.encode())
    return hashed.hexdigest()


def slow_mark(salt: bytes, word: str) -> str:
    """The hash of a name or account of a person."""
    return hashlib.scrypt(word.encode(errors="surrogatepass"), salt=salt, **_SCRYPT).hex()


def parsed(content: object, where: str) -> Content:
    """The content of the file, given as JSON or read. Raises `ConfigError` if it has another form."""
    try:
        read = json.loads(content) if isinstance(content, (str, bytes)) else content
        found = Content.model_validate(read)
        if found.format != 1 or any(len(bytes.fromhex(one.salt)) != _SALT_BYTES for one in found.salted):
            raise ValueError("another format")
    except (ValueError, ValidationError) as error:
        raise unusable(where, type(error).__name__) from error
    return found


def unusable(where: str, why: str) -> ConfigError:
    """Returns the error for a file that cannot be read."""
    return ConfigError(
        f"cannot be read ({why}), so nobody can tell which articles and annotators are forgotten.",
        where=where,
        remedy="Restore it from a copy. To give up what it says, move it away.",
    )
