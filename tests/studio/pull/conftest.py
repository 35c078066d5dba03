"""A project in memory, its mirror and plan, and pulls of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from annotate.studio.pull.pull import PullReport, pull
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.plan import Plan
from annotate.studio.workspace import Workspace
from tests.studio.listing import ONTOLOGY, Listing, studio_of

Pull = Callable[..., PullReport]


@pytest.fixture
def server() -> Listing:
    made = Listing()
    made.put(*range(1, 6))
    return made


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    made = Mirror(tmp_path / "mirror.sqlite")
    yield made
    made.close()


@pytest.fixture
def plan(tmp_path: Path) -> Iterator[Plan]:
    made = Plan(tmp_path / "plan.sqlite")
    yield made
    made.close()


@pytest.fixture
def again(server: Listing, plan: Plan, mirror: Mirror) -> Pull:
    """Pulls as a new command does each time. ``server.asked`` has what this pull read."""

    def pulled(*, compare: bool = False) -> PullReport:
        server.asked.clear()
        server.id_listings = 0
        with studio_of(server, deadline_s=0.2) as studio:
            studio.stop_waiting()  # no pauses
            return pull(Workspace(studio, 1, ONTOLOGY, plan, mirror), compare=compare)

    return pulled
