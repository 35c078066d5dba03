"""What a prediction backend reads and keeps in the campaign's folder: forgotten articles, its suggestions."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from annotate.core.article import Article
from annotate.core.record import Record
from annotate.studio.store.forgotten import FORGOTTEN_FILE, Forgotten
from annotate.studio.store.plan import QUEUE, Plan


@dataclass(frozen=True)
class Known:
    """What a campaign's folder says of articles.

    ``forgotten`` are the ids of those that the campaign has forgotten. ``places`` are the scores that
    'annotate next' gave tasks in the queue, by task key.
    """

    forgotten: frozenset[str] = frozenset()
    places: Mapping[str, float] = field(default_factory=dict)


class Notes(Protocol):
    """What a server asks of a campaign's folder."""

    async def known(self, articles: Sequence[Article]) -> Known:
        """What the campaign knows of these articles."""

    async def note(self, records: Sequence[Record]) -> None:
        """Stores suggestions before Label Studio gets them. Raises an `AnnotateError` if that fails."""


class PlanNotes:
    """The notes in a campaign's plan, the file ``plan``. It stays open: opening takes long."""

    def __init__(self, plan: Path) -> None:
        self._path = plan
        self._open: tuple[Plan, tuple[int, int]] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="plan")  # one writer, no waiting for locks

    async def known(self, articles: Sequence[Article]) -> Known:
        """What the campaign knows of these articles."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._known, articles)

    async def note(self, records: Sequence[Record]) -> None:
        """Stores suggestions in the plan."""
        if records:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._note, records)

    def _known(self, articles: Sequence[Article]) -> Known:
        forgotten = Forgotten(self._path.with_name(FORGOTTEN_FILE))
        ids = (one.id for one in articles if forgotten and forgotten.has(one.id, one.digest))
        return Known(frozenset(ids), (self._plan().setting(QUEUE) or {}).get("scores", {}))

    def _note(self, records: Sequence[Record]) -> None:
        self._plan().served.note(records)

    def _plan(self) -> Plan:
        """The open plan. Opens it anew if another file is in its place, as after a restore."""
        if self._open is not None and self._open[1] == _identity(self._path):
            return self._open[0]
        if self._open is not None:
            self._open[0].close()
        plan = Plan(self._path)
        self._open = plan, _identity(self._path)
        return plan

    async def close(self) -> None:
        """Closes the plan."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown()

    def _close(self) -> None:
        if self._open is not None:
            self._open[0].close()
        self._open = None


def _identity(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except FileNotFoundError:
        return (0, 0)
    return found.st_dev, found.st_ino
