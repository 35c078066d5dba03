"""A process with the labelers and models of a project. It labels articles, one chunk at a time.

The models have processes of their own, so that the server answers Label Studio's health checks, which wait
one second, while a model works. A new process reads the project anew: that is how a reload gets new models.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from annotate.core.article import Article
from annotate.core.errors import AnnotateError, ConfigError
from annotate.prelabel.engines.chunks import Labelled, failed, joined, label
from annotate.prelabel.pipeline import Pipeline

SOURCE = "server"  # the source of a failure that no labeler caused
_START_S = 600.0  # loading large models takes minutes
_OBJECTS = 50_000  # new objects before the collector runs, as in 'annotate prelabel'
_PR_SET_PDEATHSIG = 1  # linux/prctl.h


@dataclass(frozen=True)
class Wanted:
    """The project whose labelers a process has. ``labelers`` replace the configured ones.

    ``root`` is the folder of annotate.yaml.
    """

    root: Path
    labelers: tuple[str, ...] = ()


class ModelProcess:
    """One process, started by the constructor. `ready` waits until it has loaded the models.

    ``trouble`` says why there is no process: one died, and no new one could load the models. Empty otherwise.
    """

    def __init__(self, wanted: Wanted, stuck_s: float) -> None:
        self._wanted = wanted
        self._stuck_s = stuck_s
        self._stopping = threading.Event()
        self._lock = threading.RLock()
        self.version = ""
        self.trouble = ""
        self.notices: tuple[str, ...] = ()
        self.deaths = 0
        self._start()

    def _start(self) -> None:
        # "spawn" copies neither the threads nor the memory of the server.
        kind = multiprocessing.get_context("spawn")
        self._connection, theirs = kind.Pipe()
        arguments = (theirs, self._wanted, os.getpid())
        with self._lock:
            self._process = kind.Process(target=_serve, args=arguments, daemon=True)
            self._process.start()
            if self._stopping.is_set():
                self._process.kill()
        theirs.close()

    def ready(self) -> str:
        """Waits until the models are loaded, and returns the version of the suggestions.

        Raises `ConfigError` if a model is missing or a setting is wrong.
        """
        try:
            answer = self._connection.recv() if self._connection.poll(_START_S) else "it took too long"
        except (EOFError, OSError) as error:
            self._process.join(5)
            raise ConfigError(
                f"the labelers' process ended while it loaded them (exit code {self._process.exitcode}).",
                where=str(self._wanted.root),
                remedy="'annotate prelabel' with the same labelers shows why.",
            ) from error
        if isinstance(answer, dict) and "version" in answer:
            self.version = answer["version"]
            self.notices = tuple(answer["notices"])
            return self.version
        if isinstance(answer, dict):
            raise ConfigError(answer["what"], where=answer["where"], remedy=answer["remedy"])
        raise ConfigError(f"the labelers could not be loaded: {answer}", where=str(self._wanted.root))

    def label(self, articles: Sequence[Article]) -> Labelled:
        """Labels a chunk. Raises nothing: an article that cannot be labelled becomes a failure.

        If the process dies, a new one tries the articles one by one. If that one cannot load the models,
        articles fail at once until `revive` succeeds.
        """
        if self.trouble:
            return joined([failed(article, SOURCE, self.trouble) for article in articles])
        try:
            self._connection.send(list(articles))
            if not self._connection.poll(self._stuck_s):
                raise _DiedError(f"the labelers took longer than {self._stuck_s:g} seconds")
            answer = self._connection.recv()
        except (EOFError, OSError):
            return self._after_death(articles, "the process of the labelers ended")
        except _DiedError as error:
            return self._after_death(articles, str(error))
        if isinstance(answer, tuple):
            return Labelled(articles, *answer)
        what = answer if isinstance(answer, str) else answer["what"]
        return joined([failed(article, SOURCE, what) for article in articles])

    def _after_death(self, articles: Sequence[Article], how: str) -> Labelled:
        self.deaths += 1
        self._end()
        if self._stopping.is_set():
            return joined([failed(article, SOURCE, "the server is stopping") for article in articles])
        self._start()
        try:
            version, before = "", self.version
            version = self.ready()
        except AnnotateError as error:
            self._end()
            self.trouble = f"{how}, and a new one could not load the models: {_sentence(error)}"
            return joined([failed(article, SOURCE, self.trouble) for article in articles])
        if version != before:  # annotate.yaml has changed; the reload follows
            self.version = before
            how = f"{how}, and the project has changed since"
            return joined([failed(article, SOURCE, how) for article in articles])
        if len(articles) == 1:
            return failed(articles[0], SOURCE, f"{how} while it labelled this article")
        return joined([self.label([article]) for article in articles])

    def revive(self) -> bool:
        """Starts a process after a failed start, and waits until it has loaded the models.

        ``trouble`` is empty if that went well. Returns whether the project has other labelers or weights by
        now, so that it must be loaded anew; ``trouble`` then says so.
        """
        if self._stopping.is_set():
            return False
        self._start()
        before = self.version
        try:
            version = self.ready()
        except AnnotateError as error:
            self._end()
            self.trouble = f"the process of the labelers could not load the models: {_sentence(error)}"
            return False
        if version != before:
            self.version = before
            self._end()
            self.trouble = "the process of the labelers ended, and the project has changed since; ask again"
            return True
        self.trouble = ""
        return False

    def stop(self) -> None:
        """Ends the process."""
        self._stopping.set()
        self._end()

    def _end(self) -> None:
        with self._lock:
            self._process.kill()
            self._process.join()
            with suppress(OSError):
                self._connection.close()


def _sentence(error: AnnotateError) -> str:
    """What happened, where, and the remedy, on one line."""
    return " ".join(str(error).split())


class _DiedError(Exception):
    """The process gives no answer."""


def _serve(connection: Connection, wanted: Wanted, parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the server ends this process
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    _die_with(parent)
    try:
        pipeline, with_language, notices = _loaded(wanted)
        connection.send({"version": pipeline.author, "notices": notices})
    except AnnotateError as error:
        connection.send({"what": error.what, "where": error.where, "remedy": error.remedy})
        return
    except Exception as error:
        from annotate.core.errors import missing_extra

        known = missing_extra(error) if isinstance(error, ModuleNotFoundError) else None
        what = known.what if known else "".join(traceback.format_exception_only(error)).strip()
        connection.send({"what": what, "where": None, "remedy": known.remedy if known else None})
        return
    while True:
        try:
            articles = connection.recv()
        except (EOFError, OSError):
            return
        answer: Any
        try:
            labelled = label(pipeline, list(with_language(articles)))
            answer = labelled.lines, labelled.summary
        except AnnotateError as error:
            answer = {"what": str(error)}
        except Exception as error:
            answer = "".join(traceback.format_exception_only(error)).strip()
        try:
            connection.send(answer)
        except OSError:
            return


def _loaded(
    wanted: Wanted,
) -> tuple[Pipeline, Callable[[Sequence[Article]], Iterable[Article]], list[str]]:
    """The pipeline with its models loaded, a function that detects the languages of articles, and notices."""
    from annotate.campaign.models.pipeline import make_pipeline
    from annotate.corpus.language import with_languages
    from annotate.prelabel.interface.llm_settings import LlmSettings
    from annotate.project import FILE_NAME, Project

    project = Project.load(wanted.root / FILE_NAME)
    made = make_pipeline(project, wanted.labelers, LlmSettings.from_environment())
    pipeline, notices = made.pipeline, [*made.used.notices, *made.scoring.warnings]
    pipeline.load([Article(id="first", text=".", language=code) for code in project.languages])
    gc.collect()
    gc.freeze()  # else the collector visits the models again and again
    gc.set_threshold(_OBJECTS, *gc.get_threshold()[1:])
    return pipeline, lambda articles: with_languages(articles, project.languages, {}), notices


def _die_with(parent: int) -> None:
    """Ends this process with the server, also if the server is killed."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it has ended already
        os._exit(1)
