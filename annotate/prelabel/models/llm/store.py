"""Stores answers on disk under the digest of their request, and the number of tokens that a run has used.

The store is one SQLite file, because several processes may ask at a time and nobody must read a half-written
answer. The file holds digests of requests and answers of models, but no address, no key and no whole article.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from annotate.core.errors import ConfigError

FILE_NAME = "llm-answers.sqlite"
_WAIT_S = 30  # how long to wait for another process that is writing
_TABLES = """
CREATE TABLE IF NOT EXISTS answers (request TEXT PRIMARY KEY, content TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS spent (run TEXT PRIMARY KEY, tokens INTEGER NOT NULL) STRICT;
"""


def request_key(request: Any) -> str:
    """The SHA-256 of a request's content."""
    text = json.dumps(request, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Store:
    """The file of answers in a folder. The first write creates the file."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME

    def answer(self, request: str) -> str | None:
        """The stored answer for the key of a request; None if there is no stored answer."""
        if not self.path.exists():
            return None
        with self._open() as database:
            row = database.execute("SELECT content FROM answers WHERE request = ?", (request,)).fetchone()
        return None if row is None else str(row[0])

    def keep(self, request: str, content: str) -> None:
        """Stores an answer. Raises `ConfigError` if the file cannot be written."""
        with self._open() as database:
            database.execute("INSERT OR REPLACE INTO answers VALUES (?, ?)", (request, content))

    def spent(self, run: str) -> int:
        """The number of tokens that ``run`` has used so far, in all its processes."""
        if not self.path.exists():
            return 0
        with self._open() as database:
            row = database.execute("SELECT tokens FROM spent WHERE run = ?", (run,)).fetchone()
        return 0 if row is None else int(row[0])

    def spend(self, run: str, tokens: int) -> None:
        """Adds ``tokens`` to the number of tokens that ``run`` has used. Raises `ConfigError` like `keep`."""
        with self._open() as database:
            database.execute(
                "INSERT INTO spent VALUES (?, ?) ON CONFLICT (run) DO UPDATE SET tokens = tokens + ?",
                (run, tokens, tokens),
            )

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        # The file is opened each time, because a forked process must not use the connection of its parent.
        try:
            if not self.path.exists():
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self.path.touch(mode=0o600)
            with closing(sqlite3.connect(self.path, timeout=_WAIT_S)) as database, database:
                database.executescript(_TABLES)
                yield database
        except (OSError, sqlite3.Error) as error:
            # The run must end: every article would fail, some articles after their answers were paid for.
            raise ConfigError(
                f"the answers of language models cannot be kept: {error}.",
                where=str(self.path),
                remedy="Make it writable, delete it if it is damaged, or set ANNOTATE_CACHE_DIR.",
            ) from error
