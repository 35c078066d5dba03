"""Runs a prediction backend until it is stopped: the HTTP server, reloads, and what is done beside it."""

from __future__ import annotations

import asyncio
import hashlib
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from annotate.core.errors import AnnotateError, ConfigError, MissingExtraError
from annotate.project import FILE_NAME, Project
from annotate.serve.access import Account
from annotate.serve.app import Backend, application
from annotate.serve.beside import Beside
from annotate.serve.limits import DEFAULTS, Limits
from annotate.serve.models import Model, Models, started
from annotate.serve.notes import PlanNotes
from annotate.serve.process import Wanted

_LOOK_S = 2.0  # seconds between two looks at annotate.yaml
_BACKLOG = 128


@dataclass(frozen=True)
class ServeOptions:
    """How to serve. ``labelers`` replace the configured ones; ``account`` None admits everybody.

    ``workers`` is the number of processes with models.
    """

    account: Account | None
    workers: int = 1
    labelers: tuple[str, ...] = ()
    limits: Limits = DEFAULTS


@dataclass(frozen=True)
class Says:
    """Where a server writes what happens, and how it logs a fault of ours.

    ``ready`` gets the version of the suggestions when the server answers.
    """

    log: Callable[[str], None]
    fault: Callable[[BaseException], str]
    ready: Callable[[str], None] = lambda version: None


def serve(
    project: Project, listener: socket.socket, options: ServeOptions, says: Says, beside: Beside | None = None
) -> None:
    """Serves until SIGINT or SIGTERM. SIGHUP, or a change of annotate.yaml, loads the labelers anew.

    The first signal stops the server: requests under way have 10 seconds. A second one ends them at once.
    After the stop the signal is raised again for the caller's handler, so Ctrl-C ends in
    `KeyboardInterrupt`. ``listener`` is from `listening`. ``beside`` keeps Label Studio's entry of this
    backend up to date. Raises `ConfigError` if a labeler cannot be made.
    """
    from annotate.serve.http_server import signals_again

    got: list[int] = []
    with signals_again(got):
        asyncio.run(_Server(project, options, says, beside, got).run(listener))


def listening(host: str, port: int) -> socket.socket:
    """A socket for the server, taken before the models are loaded, which takes long. 0 is any free port.

    Raises `ConfigError` if the address is taken, `MissingExtraError` without the server's packages.
    """
    try:
        import starlette  # noqa: F401  # the extra's markers
        import uvicorn  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("Starlette", "serve") from error
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio switches off the delay of small packets (40 ms an answer).
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise ConfigError(
            f"the server cannot listen there ({error.strerror or error}).",
            where=f"{host}:{port}",
            remedy="Choose another one with --port, or stop the program that uses it.",
        ) from error
    return listener


class _Server:
    def __init__(
        self, project: Project, options: ServeOptions, says: Says, beside: Beside | None, got: list[int]
    ) -> None:
        self._project = project
        self._options = options
        self._says = says
        self._beside = beside
        self._got = got  # the signals that ended the server
        self._reload = asyncio.Event()
        self._wanted = Wanted(project.root, options.labelers)

    async def run(self, listener: socket.socket) -> None:
        from annotate.serve.http_server import Connections, HttpServer, most_connections

        model = await self._started()
        models = Models(model)
        notes = PlanNotes(self._project.local / "plan.sqlite")
        backend = Backend(
            models,
            self._project.ontology,
            notes,
            self._says.log,
            self._options.limits,
            fault=self._says.fault,
        )
        if self._beside is not None:
            backend.changed = self._beside.wake
            backend.foreign = self._beside.take_foreign
        shared = Connections(self._options.limits.body_s, most_connections(), backend.dropped)
        server = HttpServer(application(backend, self._options.account), shared)

        def stop(number: int) -> None:
            self._got.append(number)
            server.stop()

        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, stop, name)
        loop.add_signal_handler(signal.SIGHUP, self._reload.set)
        watching = asyncio.create_task(self._watch(backend))
        try:
            listener.listen(_BACKLOG)
            self._tell(model)
            self._says.ready(models.version)
            if self._beside is not None:
                self._beside.start(models.version)
            await server.serve(sockets=[listener])
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
            if self._beside is not None:
                await asyncio.to_thread(self._beside.stop, lambda: server.force_exit)
            await models.stop()
            await notes.close()

    async def _started(self) -> Model:
        model = await started(self._wanted, self._options.workers, self._options.limits.stuck_s)
        model.log, model.reload = self._says.log, self._reload.set
        return model

    async def _watch(self, backend: Backend) -> None:
        """Loads the labelers anew at SIGHUP, and when a file that annotate.yaml names has changed."""
        seen = await asyncio.to_thread(fingerprint, self._project.root)
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._reload.wait(), _LOOK_S)
            asked = self._reload.is_set()
            self._reload.clear()
            now = await asyncio.to_thread(fingerprint, self._project.root)
            if not asked and now == seen:
                continue
            seen = now
            await self._load_anew(backend)

    def _tell(self, model: Model) -> None:
        for notice in model.notices:
            self._says.log(f"Notice: {notice}")

    async def _load_anew(self, backend: Backend) -> None:
        """Replaces the models without a gap. Keeps the former ones if that fails."""
        before = backend.models.version
        model: Model | None = None
        try:
            ontology = (await asyncio.to_thread(Project.load, self._project.root / FILE_NAME)).ontology
            model = await self._started()
        except AnnotateError as error:
            self._says.log(f"Not reloaded, {before} stays: {error}")
            return
        backend.change_ontology(ontology)
        backend.models.replace(model)
        self._tell(model)
        if model.version == before:
            self._says.log(f"Reloaded: the version is still {before}.")
            return
        self._says.log(f"Reloaded: {before} is replaced by {model.version}.")
        if self._beside is not None:
            self._beside.renew(model.version)


def fingerprint(root: Path) -> str:
    """A digest of annotate.yaml and of the ontology, weights and model that it names.

    Folders count by the names, sizes and times of their files, so that large models are not read.
    """
    digest = hashlib.sha256()
    file = root / FILE_NAME
    with suppress(OSError):
        digest.update(file.read_bytes())
    try:
        project = Project.load(file)
        named = [root / project.settings.ontology, root / project.settings.weights, project.model]
    except AnnotateError:
        return digest.hexdigest()
    for path in filter(None, named):
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for one in files:
            with suppress(OSError):
                found = one.stat()
                digest.update(f"{one} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
