"""What several rooms' tests share: a real Label Studio, started once and stopped by process id."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from annotate.core.ontology import Ontology
from annotate.report.guidelines import build_instructions
from annotate.studio.accounts import Account, invite
from annotate.studio.client import Studio
from annotate.studio.label_config import build_label_config
from annotate.studio.migrations import DATABASE
from annotate.studio.server import EmbeddedServer

pytest_plugins = ["tests.commands"]


@dataclass(frozen=True)
class Server:
    """A running Label Studio and the account that owns it."""

    url: str
    token: str
    annotator: Account
    database: Path

    def project(self, ontology: Ontology, title: str) -> int:
        """A fresh project with our labelling screen."""
        with Studio(self.url, self.token) as studio:
            made = studio.create_project(title, build_label_config(ontology), build_instructions(ontology))
            return int(made["id"])


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    if importlib.util.find_spec("label_studio") is None:
        if os.environ.get("CI"):
            pytest.fail("Label Studio is not installed; pip install 'annotate-gold[server]'")
        pytest.skip("Label Studio is not installed; pip install 'annotate-gold[server]'")
    own = EmbeddedServer(tmp_path_factory.mktemp("label-studio"))
    running = own.up()
    try:
        token = own.credentials().token
        with Studio(running.url, token) as studio:
            annotator = invite(studio, "annotator@tests.example.org", "a-long-password-1")
        yield Server(running.url, token, annotator, own.folder / "data" / DATABASE)
    finally:
        own.down()


@pytest.fixture
def studio(server: Server) -> Iterator[Studio]:
    with Studio(server.url, server.token) as client:
        yield client


@pytest.fixture(autouse=True)
def state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test has a state folder of its own; none touches the user's."""
    folder = tmp_path / "state"
    monkeypatch.setenv("ANNOTATE_STATE_DIR", str(folder))
    monkeypatch.delenv("ANNOTATE_TOKEN", raising=False)
    return folder
