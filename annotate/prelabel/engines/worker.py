"""A worker process. It labels the chunks that the main process sends, one at a time."""

from __future__ import annotations

import gc
import multiprocessing
import signal
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from annotate.core.article import Article
from annotate.core.errors import ConfigError
from annotate.prelabel.engines.chunks import Labelled, label
from annotate.prelabel.pipeline import Pipeline

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


class WorkerFaultError(RuntimeError):
    """A bug in a worker. The message is the worker's traceback."""


class DiedError(Exception):
    """The process ended without an answer. The message says how."""


class Worker:
    """A process with its own labelers and models, and the chunk that is being labelled."""

    def __init__(self, pipeline: Pipeline, others: Sequence[Worker]) -> None:
        self.job: Any = None
        self._articles: Sequence[Article] = ()
        # A forked process shares the loaded models with this one. Only on Linux is forking safe.
        kind = multiprocessing.get_context("fork" if sys.platform == "linux" else None)
        self.connection, theirs = kind.Pipe()
        ours = [self.connection, *(other.connection for other in others)]
        gc.collect()  # else each copy would collect the garbage of this process again
        self._process: BaseProcess = kind.Process(target=_serve, args=(theirs, pipeline, ours), daemon=True)
        self._process.start()
        theirs.close()

    def give(self, job: Any, articles: Sequence[Article]) -> None:
        """Sends a chunk to the process. `answer` returns the labelled chunk."""
        self.job = job
        self._articles = articles
        with suppress(OSError):  # the process has died; `answer` raises
            self.connection.send(articles)

    def answer(self) -> Labelled:
        """Returns the labelled chunk. Must be called when `connection` can be read.

        Raises `DiedError` if the process has ended, `ConfigError` if the process lacks a model, and
        `WorkerFaultError` for a bug.
        """
        try:
            answer = self.connection.recv()
        except (EOFError, OSError) as error:
            self._process.join()
            raise DiedError(_ending(self._process.exitcode)) from error
        if isinstance(answer, tuple):
            return Labelled(self._articles, *answer)
        if isinstance(answer, dict):
            raise ConfigError(answer["what"], where=answer["where"], remedy=answer["remedy"])
        raise WorkerFaultError(answer)

    def stop(self) -> None:
        """Kills the process."""
        self.connection.close()
        self._process.kill()
        self._process.join()


def _serve(connection: Connection, pipeline: Pipeline, parents: Sequence[Connection]) -> None:
    gc.freeze()  # else the first collection here would copy every page of the models
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # a fork has the handler of the command
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the main process ends this one
    for parents_end in parents:
        parents_end.close()  # else this process would not notice that the main process is gone
    _die_with_parent()
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)
    while True:
        try:
            articles = connection.recv()
        except EOFError:
            return
        try:
            labelled = label(pipeline, articles)
            answer: Any = labelled.lines, labelled.summary  # the main process has the articles
        except ConfigError as error:
            answer = {"what": error.what, "where": error.where, "remedy": error.remedy}
        except Exception:
            answer = traceback.format_exc()
        try:
            connection.send(answer)
        except OSError:
            return


def _die_with_parent() -> None:
    if sys.platform != "linux":
        return
    import ctypes

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        name = signal.Signals(-code).name
        hint = " (memory may have run out)" if -code == signal.SIGKILL else ""
        return f"the process ended by {name}{hint}"
    return f"the process ended with exit code {code}"
