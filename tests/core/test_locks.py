"""Locks on files: one process at a time, on systems that have such locks; elsewhere a clear error."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from annotate.core.errors import ConfigError, InUseError, WriteError
from annotate.core.locks import claim, in_turn, only_one


def test_a_second_process_is_told_that_one_is_at_work(tmp_path: Path) -> None:
    with only_one(tmp_path / "lock", "push"):
        with pytest.raises(ConfigError, match="another push is running"), only_one(tmp_path / "lock", "push"):
            pass
    with only_one(tmp_path / "lock", "push"):
        pass


def test_who_waits_for_a_turn_gets_it_when_the_other_has_ended(tmp_path: Path) -> None:
    code = f"""
from pathlib import Path
from annotate.core.locks import in_turn
print("waiting", flush=True)
with in_turn(Path({str(tmp_path / "plan.sqlite")!r})):
    print("mine", flush=True)
"""
    with in_turn(tmp_path / "plan.sqlite"):
        other = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        assert other.stdout is not None
        assert other.stdout.readline() == "waiting\n"
        with pytest.raises(subprocess.TimeoutExpired):
            other.wait(0.5)
    assert other.communicate(timeout=20)[0] == "mine\n"


def test_a_lock_file_that_cannot_be_made_names_the_file_it_is_for(tmp_path: Path) -> None:
    (tmp_path / "plan.sqlite.lock").mkdir()
    with pytest.raises(WriteError) as raised, in_turn(tmp_path / "plan.sqlite"):
        pass
    assert raised.value.where == str(tmp_path / "plan.sqlite")


def test_a_claimed_file_is_not_claimed_by_another_process(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl.part"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT)
    claim(descriptor, path, "prelabel")
    child = os.fork()
    if child == 0:
        try:
            claim(os.open(path, os.O_RDWR), path, "prelabel")
        except ConfigError as error:
            os._exit(7 if "another prelabel is running" in str(error) else 1)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    os.close(descriptor)


def test_a_system_without_such_locks_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "fcntl", None)
    with pytest.raises(ConfigError, match="in WSL"), only_one(tmp_path / "lock", "push"):
        pass


def test_the_message_says_which_process_holds_the_lock(tmp_path: Path) -> None:
    code = f"""
import time
from pathlib import Path
from annotate.core.locks import only_one
with only_one(Path({str(tmp_path / "lock")!r}), "pull"):
    print("mine", flush=True)
    time.sleep(60)
"""
    other = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == "mine\n"
        with pytest.raises(ConfigError) as refused, only_one(tmp_path / "lock", "pull"):
            pass
        assert f"another pull is running here: process {other.pid} (python" in refused.value.what
    finally:
        other.kill()
        other.communicate()
    with only_one(tmp_path / "lock", "pull"):  # the lock has ended with the process
        pass


def test_a_turn_that_never_comes_names_who_has_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATE_LOCK_WAIT_S", "0.1")
    with in_turn(tmp_path / "plan.sqlite"):
        with (
            pytest.raises(InUseError, match=f"in use by process {os.getpid()}"),
            in_turn(tmp_path / "plan.sqlite"),
        ):
            pass
