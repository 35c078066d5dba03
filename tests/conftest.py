"""What the tests of several packages share: a real Label Studio, started once and stopped by process id."""

from __future__ import annotations

import importlib.util
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from annotate.core.ontology import Ontology
from annotate.report.guidelines import build_instructions
from annotate.studio.api.accounts import Account, invite
from annotate.studio.api.client import Studio
from annotate.studio.screen.label_config import build_label_config
from annotate.studio.server.embedded import EmbeddedServer
from annotate.studio.server.migrations import DATABASE
from tests import postgres

pytest_plugins = ["tests.chromium", "tests.commands", "tests.examples", "tests.made_once"]


# Variables under which an unprotected Label Studio lets everybody in.
OPENING = {
    "LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK": "false",
    "HEARTEX_SSRF_PROTECTION_ENABLED": "false",
    "SSRF_PROTECTION_ENABLED": "false",
    "USE_DEFAULT_BANNED_SUBNETS": "false",
    "ML_BLOCK_LOCAL_IP": "false",
    "HEARTEX_ALLOWED_HOSTS": "*",
    "CORS_ALLOWED_ORIGINS": "https://evil.example.org",
    "LABEL_STUDIO_CORS_ALLOW_ALL_ORIGINS": "true",
    "LOCAL_FILES_SERVING_ENABLED": "true",
    "LOCAL_FILES_DOCUMENT_ROOT": "/",
    "DEBUG": "true",
}


@dataclass(frozen=True)
class Server:
    """A running Label Studio and the account that owns it."""

    url: str
    token: str
    annotator: Account
    database: Path  # of an embedded server
    postgres: dict[str, str] | None = None  # how to reach it, where that is the database

    @property
    def reuses_ids(self) -> bool:
        """Whether the id of a deleted task is given to a new one, as on SQLite."""
        return self.postgres is None

    def execute(self, statement: str, *values: object) -> None:
        """Runs a statement in the server's own database."""
        if self.postgres is not None:
            postgres.execute(self.postgres, statement, *values)
            return
        with closing(sqlite3.connect(self.database, timeout=30)) as connection, connection:
            connection.execute(statement.replace("%s", "?"), values)

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
    folder = tmp_path_factory.mktemp("label-studio")
    if os.environ.get(postgres.VARIABLE):
        with postgres.database(folder / "postgres") as environment:
            with postgres.label_studio(folder, environment) as (url, first, owner):
                yield Server(url, owner.token, _annotator(first, owner.token), folder, environment)
        return
    own = EmbeddedServer(folder)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in OPENING.items():  # no variable of the caller opens the server
            patch.setenv(name, value)
        running = own.up()
    try:
        token = own.credentials().token
        yield Server(running.url, token, _annotator(running.url, token), own.folder / "data" / DATABASE)
    finally:
        own.down()


def _annotator(url: str, token: str) -> Account:
    with Studio(url, token) as studio:
        return invite(studio, "annotator@tests.example.org", "a-long-password-1")


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
