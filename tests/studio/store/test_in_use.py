"""A plan or mirror that another program holds: commands wait, then name it, and call nothing damaged."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from annotate.core.errors import ConfigError, InUseError
from annotate.core.waiting import announced
from annotate.studio.backup.dump import copy_database
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.plan import Plan
from tests.commands import Annotate, at_terminal, said

_HOLDER = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
for statement in sys.argv[3:]:
    connection.execute(statement).fetchall()
print("held", flush=True)
time.sleep(float(sys.argv[2]))
"""
_WRITING = ("BEGIN IMMEDIATE",)
_EXCLUSIVE = ("PRAGMA locking_mode = EXCLUSIVE", "BEGIN EXCLUSIVE", "CREATE TABLE IF NOT EXISTS x (y)")


@contextmanager
def held(path: Path, *statements: str, seconds: float = 60) -> Iterator[int]:
    """Another process holds the database. Yields its process id."""
    words = [sys.executable, "-c", _HOLDER, str(path), str(seconds), *statements]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process.pid
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATE_LOCK_WAIT_S", "0.4")


@pytest.mark.parametrize("kind", [Plan, Mirror])
@pytest.mark.usefixtures("soon")
def test_who_holds_the_file_is_named_and_nothing_is_called_damaged(
    tmp_path: Path, kind: type[Plan] | type[Mirror]
) -> None:
    path = tmp_path / "file.sqlite"
    with closing(kind(path)) as store:
        with held(path, *_WRITING) as pid, pytest.raises(InUseError) as refused:
            store.set_setting("a", 1) if isinstance(store, Plan) else store.set_settings(a=1)
        assert f"is in use by process {pid} (python" in refused.value.what
        assert refused.value.where == str(path)
        assert "stop that program" in str(refused.value.remedy)
        store.set_setting("a", 1) if isinstance(store, Plan) else store.set_settings(a=1)
    with held(path, *_EXCLUSIVE) as pid:
        with pytest.raises(InUseError, match=f"process {pid} "):
            kind(path)
        with pytest.raises(InUseError, match=f"process {pid} "):
            copy_database(path, tmp_path / "copy.sqlite")
    with closing(kind(path)) as store:
        assert store.setting("a") == 1


def test_a_file_that_is_free_in_time_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATE_LOCK_WAIT_S", "20")
    monkeypatch.setattr("annotate.core.waiting.SAY_AFTER_S", 0.2)
    told: list[str] = []
    with closing(Plan(tmp_path / "plan.sqlite")) as plan, announced(told.append):
        with held(tmp_path / "plan.sqlite", *_WRITING, seconds=1.5) as pid:
            plan.set_setting("a", 1)
        assert plan.setting("a") == 1
    assert told == [f"Waiting for plan.sqlite, which {_process(pid)} is using …"], "once"


def _process(pid: int) -> str:
    return f"process {pid} ({Path(sys.executable).name})"


def test_a_reader_does_not_wait_for_a_writer(tmp_path: Path) -> None:
    Mirror(tmp_path / "mirror.sqlite").close()
    with held(tmp_path / "mirror.sqlite", "BEGIN EXCLUSIVE"):
        begun = time.monotonic()
        with closing(Mirror(tmp_path / "mirror.sqlite")) as mirror, mirror.reading():
            assert mirror.count() == 0
        assert time.monotonic() - begun < 5


@pytest.mark.usefixtures("soon")
def test_a_command_says_that_it_waits_and_then_for_whom(annotate: Annotate, project: Path) -> None:
    assert annotate("status").code == 0
    with held(project / ".annotate" / "mirror.sqlite", *_EXCLUSIVE) as pid:
        said(annotate("status"), 2, f"is in use by process {pid} ", "stop that program")
        code, shown = at_terminal("status", cwd=project)
    assert code == 2
    assert "Waiting for mirror.sqlite" in shown
    assert "amaged" not in shown


def test_a_wait_that_is_no_number_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in ("soon", "-1", "nan"):
        monkeypatch.setenv("ANNOTATE_LOCK_WAIT_S", wrong)
        with pytest.raises(ConfigError, match="is not a number of seconds"):
            Plan(tmp_path / "plan.sqlite")
