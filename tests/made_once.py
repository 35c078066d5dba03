"""What takes long and comes out the same each time, made once: models, the database of an empty Label Studio.

Commands that tests run in this process share the spaCy models, and the models that trainings start from. A
Label Studio that starts for the first time gets a copy of a database on which all migrations were run; it is
kept in pytest's cache, a file for each version of Label Studio. A test that lets another process start one
takes `migrated`. The test that is about the first start takes `first_start`.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from annotate.campaign.server.connect import embedded_server
from annotate.prelabel.interface.analyser import DEFAULT_MODELS, Analyser
from annotate.prelabel.parsing.analysis import load_model
from annotate.project import Project
from annotate.studio.server.embedded import EmbeddedServer
from annotate.studio.server.migrations import DATABASE
from annotate.studio.server.ports import HOST
from annotate.train.entities import base_model
from tests.faults.proxy import trust

if TYPE_CHECKING:
    from spacy.language import Language


@pytest.fixture(scope="session", autouse=True)
def interruptible() -> None:
    """Ctrl-C reaches the commands that tests start, also where the tests run in the background of a shell."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def shared_models() -> Iterator[None]:
    """Lets all analysers of this process have the same loaded models."""
    loaded: dict[tuple[str, str, bool], Language] = {}
    load = Analyser.nlp

    def nlp(self: Analyser, language: str) -> Language:
        name = self.models.get(language)
        if language in self._loaded or name not in DEFAULT_MODELS.values():
            return load(self, language)
        key = (language, str(name), self._ungluing)
        if key not in loaded:
            loaded[key] = load(self, language)
        return loaded[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Analyser, "nlp", nlp)
        yield


@pytest.fixture(scope="session", autouse=True)
def shared_bases() -> Iterator[None]:
    """Loads each model from which a training starts once; every training copies its weights."""
    loaded: dict[str, Language] = {}

    def load_once(name: str) -> Language:
        if name not in DEFAULT_MODELS.values():
            return load_model(name)
        if name not in loaded:
            loaded[name] = load_model(name)
        return loaded[name]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(base_model, "load_model", load_once)
        yield


@pytest.fixture
def bases_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets each training load the model that it starts from."""
    monkeypatch.setattr(base_model, "load_model", load_model)


_start = EmbeddedServer._start


@pytest.fixture(scope="session", autouse=True)
def migrated_databases(request: pytest.FixtureRequest) -> Iterator[None]:
    """Gives every Label Studio on SQLite that has no database yet a migrated one before it starts."""
    cache: pytest.Cache | None = getattr(request.config, "cache", None)  # absent with -p no:cacheprovider

    def start(
        self: EmbeddedServer, program: str, port: int, *, local_backend: bool = False
    ) -> subprocess.Popen[bytes]:
        trust(f"http://{HOST}:{port}")
        database = self.data / DATABASE
        if cache is not None and not self._environment and not database.exists():
            copy_migrated(database, cache.mkdir("label-studio"))
        return _start(self, program, port, local_backend=local_backend)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(EmbeddedServer, "_start", start)
        yield


@pytest.fixture
def migrated(request: pytest.FixtureRequest) -> Callable[[Project], None]:
    """Gives the Label Studio of a project a migrated database, before a process of its own starts it."""

    def give(project: Project) -> None:
        cache: pytest.Cache | None = getattr(request.config, "cache", None)
        if cache is not None:
            copy_migrated(embedded_server(project).data / DATABASE, cache.mkdir("label-studio"))

    return give


@pytest.fixture
def first_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets Label Studio make its database itself."""
    monkeypatch.setattr(EmbeddedServer, "_start", _start)


def copy_migrated(database: Path, cache: Path) -> None:
    """Puts an empty database with all migrations of the installed Label Studio there."""
    kept = cache / f"{metadata.version('label-studio')}.sqlite3"
    if not kept.exists():
        with tempfile.TemporaryDirectory(dir=cache) as folder:
            _migrate(Path(folder))
            (Path(folder) / DATABASE).replace(kept)
    database.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(kept, database)


def _migrate(data: Path) -> None:
    spec = importlib.util.find_spec("label_studio")
    assert spec is not None and spec.origin is not None
    subprocess.run(
        [sys.executable, str(Path(spec.origin).with_name("manage.py")), "migrate", "--verbosity", "0"],
        env={
            **{key: value for key, value in os.environ.items() if not key.startswith("DJANGO_")},
            "LABEL_STUDIO_BASE_DATA_DIR": str(data),
            "COLLECT_ANALYTICS": "false",
            "LATEST_VERSION_CHECK": "false",
            "SENTRY_DSN": "",
            "FRONTEND_SENTRY_DSN": "",
        },
        check=True,
        capture_output=True,
    )
