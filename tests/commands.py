"""A command as a user types it, in a project of its own."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from annotate.cli.main import run
from annotate.core import jsonl
from tests.builders import meeting


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Annotate = Callable[..., Ended]
PROGRAM = [sys.executable, "-c", "from annotate.cli.main import main; main()"]


def at_once(folder: Path, *commands: str) -> list[Ended]:
    """Types the commands at the same moment, each in a process of its own."""
    running = [
        subprocess.Popen(
            [*PROGRAM, *words.split()],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for words in commands
    ]
    ended = [process.communicate() for process in running]
    return [Ended(process.returncode, out, err) for process, (out, err) in zip(running, ended, strict=True)]


def as_anybody(folder: Path, words: str) -> Ended:
    """Types the command as somebody whom closed files stop: root loses what lets it pass."""
    plain = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if os.getuid() == 0 else []
    ended = subprocess.run(
        [*plain, *PROGRAM, *words.split()], cwd=folder, capture_output=True, text=True, check=False
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def at_terminal(*words: str, cwd: Path, answers: str = "", interrupt_after: str = "") -> tuple[int, str]:
    """Types a command at a terminal of 80 columns: its exit code and all that the screen showed."""
    controller, terminal = pty.openpty()
    environment = {**os.environ, "COLUMNS": "80", "TERM": "xterm"}
    process = subprocess.Popen(
        [*PROGRAM, *words],
        cwd=cwd,
        env=environment,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
    )
    os.close(terminal)
    os.write(controller, answers.encode())
    shown, interrupted, deadline = b"", False, time.monotonic() + 60
    while time.monotonic() < deadline:
        if select.select([controller], [], [], 0.1)[0]:
            try:
                shown += os.read(controller, 4096)
            except OSError:  # the other side has closed
                break
        if interrupt_after and not interrupted and interrupt_after in shown.decode(errors="replace"):
            interrupted = True
            process.send_signal(signal.SIGINT)
    os.close(controller)
    try:
        return process.wait(10), shown.decode(errors="replace")
    finally:
        process.kill()  # nothing is left of it, whatever it was waiting for


@pytest.fixture
def annotate(capfd: pytest.CaptureFixture[str]) -> Annotate:
    def type_command(*words: str | Path) -> Ended:
        capfd.readouterr()
        code = run([str(word) for word in words])
        out, err = capfd.readouterr()
        return Ended(code, out, err)

    return type_command


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, annotate: Annotate) -> Path:
    """A new project, which is also the current folder; suggestions.jsonl lies in it."""
    folder = tmp_path / "campaign"
    assert annotate("init", folder).code == 0
    monkeypatch.chdir(folder)
    jsonl.write(folder / "suggestions.jsonl", [meeting(f"a{index}") for index in range(3)])
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below ``folder`` with its content."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def checks(ended: Ended) -> dict[str, dict[str, str]]:
    """The checks of ``annotate doctor --json`` by name."""
    return {check["name"]: check for check in ended.json["checks"]}


def pip_install(source: Path, site: Path) -> None:
    """Installs the package in ``source`` into the folder ``site``, without a network."""
    words = ["install", "--quiet", "--no-deps", "--no-build-isolation", "--target", str(site), str(source)]
    subprocess.run([sys.executable, "-m", "pip", *words], check=True)


def said(ended: Ended, code: int, *parts: str) -> None:
    assert ended.code == code, ended
    assert "Traceback" not in ended.err + ended.out
    for part in parts:
        assert part in ended.err, (part, ended.err)
