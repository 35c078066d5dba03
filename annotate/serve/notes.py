"""What a prediction backend reads and keeps in the campaign's folder: forgotten articles, its suggestions."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from annotate.core.article import Article
from annotate.core.record import Record
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
    """The notes in a campaign's plan, the file ``plan``. The plan is open only while something is written."""

    def __init__(self, plan: Path) -> None:
        self._path = plan
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="plan")  # one writer, no waiting for locks

    async def known(self, articles: Sequence[Article]) -> Known:
        """What the campaign knows of these articles."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._known, articles)

    async def note(self, records: Sequence[Record]) -> None:
        """Stores suggestions in the plan."""
        if records:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._note, records)

    def _known(self, articles: Sequence[Article]) -> Known:
        if not self._path.is_file():
            return Known()  # nothing was pushed and nothing served
        with closing(Plan(self._path)) as plan:
            forgotten = plan.forgotten
            ids = (one.id for one in articles if forgotten and forgotten.has(one.id, one.digest))
            return Known(frozenset(ids), (plan.setting(QUEUE) or {}).get("scores", {}))

    def _note(self, records: Sequence[Record]) -> None:
        with closing(Plan(self._path)) as plan:
            plan.served.note(records)
