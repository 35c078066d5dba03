"""What a server does beside answering: it keeps Label Studio's entry of the backend, and pulls.

All of it runs in one thread of its own, so that nothing here delays an answer.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol

from annotate.core.errors import AnnotateError
from annotate.serve.protocol import Task

_STOP_S = 30.0


class Work(Protocol):
    """What is done beside the server, a call at a time."""

    def connect(self, version: str) -> str:
        """Makes or renews Label Studio's entry. Returns a sentence; empty if nothing changed."""

    def claim(self, tasks: list[Task]) -> str:
        """Marks tasks that somebody imported by hand as the campaign's. Returns a sentence or nothing."""

    def pull(self) -> str:
        """Reads what has changed in Label Studio. Returns a sentence; empty if nothing changed."""


class Beside:
    """The thread beside a server. ``poll_s`` is the time between two looks without a webhook, in seconds."""

    def __init__(
        self,
        work: Work,
        log: Callable[[str], None],
        fault: Callable[[BaseException], str],
        *,
        poll_s: float = 20.0,
        settle_s: float = 1.0,
    ) -> None:
        self._work = work
        self._log = log
        self._fault = fault
        self._poll_s = poll_s
        self._settle_s = settle_s
        self._awake = threading.Event()
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._version = ""
        self._connected = ""
        self._foreign: list[Task] = []
        self._said = ""
        self._thread = threading.Thread(target=self._run, name="beside", daemon=True)

    def start(self, version: str) -> None:
        """Begins. ``version`` is that of the suggestions."""
        self._version = version
        self._awake.set()
        self._thread.start()

    def wake(self) -> None:
        """Says that something has changed in Label Studio: a webhook came."""
        self._awake.set()

    def renew(self, version: str) -> None:
        """Says that the suggestions have another version."""
        self._version = version
        self._awake.set()

    def take_foreign(self, tasks: list[Task]) -> None:
        """Takes tasks with suggestions that no push has made."""
        with self._lock:
            self._foreign.extend(tasks)
        self._awake.set()

    def stop(self, hurry: Callable[[], bool] = lambda: False) -> None:
        """Ends the thread after what it does now. Waits 30 seconds, or until ``hurry`` says not to wait."""
        self._stopping.set()
        self._awake.set()
        deadline = time.monotonic() + _STOP_S
        while self._thread.is_alive() and time.monotonic() < deadline and not hurry():
            self._thread.join(0.1)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._awake.wait(self._poll_s)
            # Several webhooks come together; Label Studio stores suggestions after it got them.
            self._stopping.wait(self._settle_s)
            self._awake.clear()
            if self._stopping.is_set():
                return
            self._look()

    def _look(self) -> None:
        try:
            version = self._version
            if version != self._connected:
                self._say(self._work.connect(version))
                self._connected = version
            with self._lock:
                foreign, self._foreign = self._foreign, []
            if foreign:
                self._claim(foreign)
            self._say(self._work.pull())
            self._said = ""
        except AnnotateError as error:
            if str(error) != self._said:  # once, not at every look
                self._said = str(error)
                self._log(f"Label Studio: {error}")
        except Exception as error:  # the server goes on
            self._log(self._fault(error))

    def _claim(self, tasks: list[Task]) -> None:
        try:
            self._say(self._work.claim(tasks))
        except AnnotateError:
            with self._lock:  # the next look tries again
                self._foreign.extend(tasks)
            raise

    def _say(self, sentence: str) -> None:
        if sentence:
            self._log(sentence)
