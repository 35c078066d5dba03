"""What a prediction backend reads and keeps in the campaign's folder: forgotten articles, its suggestions."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Protocol

from annotate.core.article import Article
from annotate.core.record import Record
from annotate.studio.store.forgotten import FORGOTTEN_FILE, Forgotten
from annotate.studio.store.plan import Plan


class Notes(Protocol):
    """What a server asks of a campaign's folder."""

    async def forgotten(self, articles: Sequence[Article]) -> frozenset[str]:
        """The ids of those articles that the campaign has forgotten."""

    async def note(self, records: Sequence[Record]) -> None:
        """Stores suggestions before Label Studio gets them. Raises an `AnnotateError` if that fails."""


class PlanNotes:
    """The notes in a campaign's plan, the file ``plan``. The plan is open only while something is written."""

    def __init__(self, plan: Path) -> None:
        self._path = plan
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="plan")  # one writer, no waiting for locks

    async def forgotten(self, articles: Sequence[Article]) -> frozenset[str]:
        """The ids of those articles that the campaign has forgotten."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._forgotten, articles)

    async def note(self, records: Sequence[Record]) -> None:
        """Stores suggestions in the plan."""
        if records:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._note, records)

    def _forgotten(self, articles: Sequence[Article]) -> frozenset[str]:
        known = Forgotten(self._path.with_name(FORGOTTEN_FILE))
        if not known:
            return frozenset()
        return frozenset(one.id for one in articles if known.has(one.id, one.digest))

    def _note(self, records: Sequence[Record]) -> None:
        with closing(Plan(self._path)) as plan:
            plan.served.note(records)
