"""Windows of a real Chromium, and a campaign on the real server that an invited annotator opens in it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, StorageState

from annotate.core import jsonl
from annotate.core.record import Record
from annotate.studio.api.accounts import invite
from annotate.studio.api.client import Studio
from tests.browser.screen import Screen
from tests.commands import Annotate
from tests.conftest import Server


@pytest.fixture
def screen(chromium: Browser, server: Server) -> Iterator[Screen]:
    """The screen of the invited annotator, not signed in yet."""
    with _window(chromium, server) as screen:
        yield screen


@pytest.fixture(scope="session")
def session(chromium: Browser, server: Server) -> StorageState:
    """The cookies of the annotator who has signed in."""
    context = chromium.new_context()
    screen = Screen(context.new_page(), server.url)
    screen.sign_in(server.annotator.email, server.annotator.password)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def signed_in(chromium: Browser, server: Server, session: StorageState) -> Iterator[Screen]:
    """The screen of the invited annotator, signed in."""
    with _window(chromium, server, storage_state=session) as screen:
        yield screen


@pytest.fixture
def colleague(chromium: Browser, server: Server, studio: Studio) -> Iterator[Screen]:
    """The screen of a second annotator, signed in."""
    password = "a-long-password-2"
    account = invite(studio, f"colleague-{uuid.uuid4().hex[:8]}@tests.example.org", password)
    with _window(chromium, server) as screen:
        screen.sign_in(account.email, password)
        yield screen


@contextmanager
def _window(chromium: Browser, server: Server, **settings: Any) -> Iterator[Screen]:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="fr-FR", **settings)
    context.set_default_timeout(20_000)
    try:
        yield Screen(context.new_page(), server.url)
    finally:
        context.close()


@dataclass(frozen=True)
class Campaign:
    """A pushed project: its id, and the task of each article."""

    annotate: Annotate
    folder: Path
    project_id: int
    task_of: dict[str, int]

    def pulled(self) -> dict[str, Any]:
        """What 'annotate pull' brings, by article id."""
        ended = self.annotate("pull", "-o", "annotations.jsonl", "--drafts")
        assert ended.code == 0, ended
        return {record.article.id: record for record in jsonl.read_records(self.folder / "annotations.jsonl")}


Pushed = Callable[[Sequence[Record]], Campaign]


@pytest.fixture
def pushed(project: Path, annotate: Annotate, server: Server, monkeypatch: pytest.MonkeyPatch) -> Pushed:
    """Pushes suggestions with the command, as a campaign lead does."""
    monkeypatch.setenv("ANNOTATE_TOKEN", server.token)
    with (project / "annotate.yaml").open("a") as file:
        file.write(f"studio:\n  url: {server.url}\n")

    def push(records: Sequence[Record]) -> Campaign:
        jsonl.write(project / "suggestions.jsonl", records)
        ended = annotate("push", "suggestions.jsonl", "--json")
        assert ended.code == 0, ended
        project_id = ended.json["project"]
        with Studio(server.url, server.token) as studio:
            tasks = studio.tasks(project_id, fields="all", include="id,data")
            task_of = {task["data"]["article_id"]: task["id"] for task in tasks}
        return Campaign(annotate, project, project_id, task_of)

    return push
