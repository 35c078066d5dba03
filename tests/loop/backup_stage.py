"""A campaign that was backed up, and an empty Label Studio to restore it into."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from annotate.cli.main import run
from annotate.core import jsonl
from annotate.core.annotation import Status
from annotate.core.record import Record
from annotate.gold.pseudonyms import Pseudonyms
from annotate.studio.api.accounts import invite
from annotate.studio.api.client import Studio
from annotate.studio.codec.results import encode
from annotate.studio.screen.binding import own_binding
from annotate.studio.server.embedded import EmbeddedServer
from tests import postgres
from tests.builders import annotation, article, entity, meeting
from tests.loop.campaign import ONTOLOGY, submit

ANA, BEN = "ana@tests.example.org", "ben@tests.example.org"
EMOJI = "👩‍👩‍👧 Le président 🇻🇳 a rencontré Ana Pérez."


@dataclass(frozen=True)
class Kept:
    """A campaign that was backed up: its folder, the backup file, and the server's secrets."""

    folder: Path
    file: Path
    before: bytes
    secrets: tuple[str, ...]


@dataclass(frozen=True)
class Empty:
    """A Label Studio that is empty at first."""

    url: str
    token: str


@contextmanager
def own_server(folder: Path) -> Iterator[EmbeddedServer]:
    """A separate Label Studio that is not started yet. If the tests use Postgres, it has its own database."""
    if not os.environ.get(postgres.VARIABLE):
        yield EmbeddedServer(folder / "label-studio")
        return
    with postgres.database(folder / "postgres") as environment:
        yield EmbeddedServer(folder / "label-studio", environment)


@pytest.fixture(scope="package")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    folder = tmp_path_factory.mktemp("old") / "campaign"
    with own_server(tmp_path_factory.mktemp("old-server")) as own, pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANNOTATE_STATE_DIR", str(folder.parent / "state"))
        assert run(["init", str(folder), "-q"]) == 0
        patch.chdir(folder)
        running = own.up()
        try:
            token = own.credentials().token
            patch.setenv("ANNOTATE_TOKEN", token)
            use_server(folder, running.url)
            with Studio(running.url, token) as studio:
                secrets = work(studio, folder)
            Pseudonyms(folder / ".annotate" / "pseudonyms.json").add([BEN, ANA])
            assert run(["pull", "-q", "--drafts", "-o", "before.jsonl"]) == 0
            file = folder.parent / "kept.zip"
            assert run(["backup", str(file), "-q"]) == 0
        finally:
            own.down()
        account = own.credentials()
    return Kept(
        folder,
        file,
        (folder / "before.jsonl").read_bytes(),
        (account.token, account.password, *secrets),
    )


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory, kept: Kept) -> Iterator[Empty]:
    """Starts it when the old server is down, so that only one runs at a time."""
    with own_server(tmp_path_factory.mktemp("new-server")) as own:
        running = own.up()
        try:
            yield Empty(running.url, own.credentials().token)
        finally:
            own.down()


@pytest.fixture
def fresh(project: Path, empty: Empty, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new project folder that uses the empty server."""
    monkeypatch.setenv("ANNOTATE_TOKEN", empty.token)
    use_server(project, empty.url)
    return project


def use_server(folder: Path, url: str) -> None:
    settings = folder / "annotate.yaml"
    settings.write_text(settings.read_text() + f"studio:\n  url: {url}\n")


def work(studio: Studio, folder: Path) -> tuple[str, ...]:
    """Pushes two versions of suggestions and lets two annotators work. Returns the secrets."""
    emoji = article(EMOJI, id="emoji")
    names = ["a0", "a1", "a2", "a3", "a4", "a5"]
    for version in ("m1", "m2"):
        people = (entity(EMOJI, "Ana Pérez", "PER", "e1", ref="Q1", score=0.5),)
        record = Record.of(emoji, annotation(emoji, people, author=version))
        jsonl.write(folder / "s.jsonl", [*(meeting(name, author=version) for name in names), record])
        assert run(["push", "-q", "s.jsonl"]) == 0
    jsonl.write(folder / "g.jsonl", [meeting("gold", status=Status.SUBMITTED, author="lead")])
    assert run(["push", "-q", "g.jsonl"]) == 0
    (found,) = studio.get("/api/projects")["results"]
    studio.patch(f"/api/projects/{found['id']}/", {"maximum_annotations": 2, "sampling": "Uniform sampling"})
    tasks = {
        task["data"]["article_id"]: task
        for task in studio.tasks(found["id"], fields="all", include="id,data,predictions,model_version")
    }
    ana, ben = (invite(studio, email, f"a-long-password-of-{email}") for email in (ANA, BEN))
    with Studio(studio.url, ana.token) as one, Studio(studio.url, ben.token) as other:
        shown = {
            (name, item["model_version"]): item["id"] for name in tasks for item in tasks[name]["predictions"]
        }
        submit(one, tasks["a0"], lead_time=12.5, parent_prediction=shown["a0", "m1"])
        submit(other, tasks["a0"], result=[], lead_time=3.25)
        submit(other, tasks["a1"], result=[], was_cancelled=True)
        submit(one, tasks["a2"], result=[], lead_time=1.0)
        edited = submit(one, tasks["a3"], parent_prediction=shown["a3", "m2"])
        time.sleep(1.1)
        one.patch(f"/api/annotations/{edited['id']}/", {"result": edited["result"][:-1], "lead_time": 9.75})
        spans = (entity(EMOJI, "Ana Pérez", "PER", "e1"), entity(EMOJI, "président", "ROLE", "e2"))
        drawn = encode(annotation(emoji, spans), own_binding(ONTOLOGY), scores=False)
        submit(other, tasks["emoji"], result=drawn)
        one.post(f"/api/tasks/{tasks['a4']['id']}/drafts", {"result": drawn[:0], "lead_time": 2.5})
        other.post(f"/api/tasks/{tasks['a3']['id']}/annotations/{edited['id']}/drafts", {"result": []})
    submit(studio, tasks["a5"], ground_truth=True)
    return ana.token, ana.password, ben.token, ben.password


def snapshot(server: Empty, project_id: int) -> list[Any]:
    with Studio(server.url, server.token) as studio:
        return list(studio.tasks(project_id, fields="all", include="id,data,annotations,import_id"))


def read(kept: Kept) -> list[Record]:
    return list(jsonl.read_records(kept.folder / "before.jsonl"))
