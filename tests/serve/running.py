"""A prediction backend in a process of its own, as a user starts it, and a client that speaks to it."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

PROGRAM = [sys.executable, "-c", "from annotate.cli.main import main; main()"]


class Running:
    """A started server. ``log`` is all that it has written so far."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self.process = process
        self.folder = folder
        self.log = ""
        self.url = ""
        self.version = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.log += line

    @property
    def login(self) -> tuple[str, str]:
        """The name and password, as ``--show-login`` prints them."""
        words = [*PROGRAM, "serve", "--show-login", "--json"]
        shown = json.loads(subprocess.check_output(words, cwd=self.folder, text=True))
        return shown["user"], shown["password"]

    def client(self, **options: Any) -> httpx.Client:
        """A client that signs in, unless ``auth`` says otherwise."""
        return httpx.Client(base_url=self.url, timeout=60, trust_env=False, **{"auth": self.login, **options})

    def until(self, words: str, seconds: float = 60) -> None:
        """Waits until the log has ``words``."""
        wait_for(lambda: words in self.log, seconds, lambda: self.log)


def choose(folder: Path, *labelers: str) -> None:
    """Writes other labelers into annotate.yaml."""
    file = folder / "annotate.yaml"
    lines = file.read_text().splitlines()
    start = next((n for n, line in enumerate(lines) if line.startswith("labelers:")), len(lines))
    end = next(
        (n for n in range(start + 1, len(lines)) if lines[n][:1] not in (" ", "#", "-", "")), len(lines)
    )
    file.write_text("\n".join([*lines[:start], f"labelers: [{', '.join(labelers)}]", *lines[end:]]) + "\n")


def wait_for(true: Callable[[], object], seconds: float, why: Callable[[], object]) -> None:
    """Waits until a condition holds, and fails if it does not within so many seconds."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, why()
        time.sleep(0.02)


@contextmanager
def serving(folder: Path, *options: str, environment: dict[str, str] | None = None) -> Iterator[Running]:
    """Runs ``annotate serve`` on a free port while the block runs."""
    words = [*PROGRAM, "serve", "--port", "0", "--json", *options]
    process = subprocess.Popen(
        words,
        cwd=folder,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    running = Running(process, folder)
    try:
        assert process.stdout is not None
        text = ""
        while not text.endswith("}\n"):
            line = process.stdout.readline()
            assert line, (text, running.log)
            text += line
        said = json.loads(text)
        assert "url" in said, said
        running.url, running.version = said["url"], said["version"]
        yield running
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def run_alone(work: Coroutine[Any, Any, None]) -> None:
    """Runs ``work`` in a thread of its own: a browser of other tests may have a running loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()
