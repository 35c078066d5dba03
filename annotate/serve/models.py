"""The models that a server has at present: processes of one version, and their replacement without a gap."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from typing import Protocol, TypeVar

from annotate.core.article import Article
from annotate.core.errors import AnnotateError
from annotate.prelabel.engines.chunks import Labelled, chunks_of, failed, joined
from annotate.serve.process import SOURCE, ModelProcess, Wanted

_FEWEST, _MOST = 4, 16  # articles of a chunk; the models are quicker with more, and gain nothing beyond 16
_CHUNK_S = 2.0  # what more than the fewest may take, so that few articles are late at the deadline
_PAUSE_S, _LONGEST_PAUSE_S = 2.0, 60.0  # between two starts of a process that could not load its models
Result = TypeVar("Result")


class Labels(Protocol):
    """What labels chunks of articles, such as `ModelProcess`."""

    version: str
    notices: tuple[str, ...]
    trouble: str  # why it labels nothing at present; empty if it labels

    def ready(self) -> str:
        """Waits until the models are loaded, and returns their version."""

    def label(self, articles: Sequence[Article]) -> Labelled:
        """Labels a chunk."""

    def revive(self) -> bool:
        """Tries to end ``trouble``. Returns whether the project must be loaded anew for that."""

    def stop(self) -> None:
        """Frees everything."""


class Model:
    """Labelers and models of one version, in one process or several. Made by `started`.

    A process that died and could not be started anew gets no articles, and is tried again after a growing
    pause. While none is left, articles fail at once. ``log`` is told both; ``reload`` is called if the
    project must be loaded anew.
    """

    def __init__(self, processes: Sequence[Labels]) -> None:
        self.version, self.notices = processes[0].version, processes[0].notices
        self._processes = tuple(processes)
        self._threads = ThreadPoolExecutor(len(processes), thread_name_prefix="labelers")
        self._idle: asyncio.Queue[Labels | None] = asyncio.Queue()  # None: all processes were down
        self._reviving: set[asyncio.Task[None]] = set()
        self.log: Callable[[str], None] = lambda line: None
        self.reload: Callable[[], None] = lambda: None
        for process in processes:
            self._idle.put_nowait(process)
        self.users = 0
        self._article_s = _CHUNK_S / _FEWEST  # seconds of one article, as the latest chunk had them

    def state(self) -> tuple[str, str]:
        """UP, DEGRADED (some processes are down) or DOWN (all are), and why, empty if all is well."""
        troubles = self._troubles()
        if not troubles:
            return "UP", ""
        return ("DOWN" if len(troubles) == len(self._processes) else "DEGRADED"), troubles[0]

    def _troubles(self) -> list[str]:
        return [process.trouble for process in self._processes if process.trouble]

    async def label(
        self, articles: Sequence[Article], seconds: float, then: Callable[[Labelled], list[Result]]
    ) -> list[Result]:
        """Labels articles within so many seconds, chunk by chunk, in their order. The rest become failures.

        ``then`` turns each chunk into results, in a thread, while the processes label the next chunks.
        """
        most = min(self._most(), max(1, -(-len(articles) // len(self._processes))))
        deadline = asyncio.get_running_loop().time() + seconds

        async def results(chunk: list[Article]) -> list[Result]:
            return await asyncio.to_thread(then, await self._chunk(chunk, deadline, seconds))

        parts = await asyncio.gather(*map(results, chunks_of(articles, most)))
        return [result for part in parts for result in part]

    def _most(self) -> int:
        """The most articles of a chunk: 16 with quick labelers, 4 with slow ones."""
        return max(_FEWEST, min(_MOST, int(_CHUNK_S / max(self._article_s, _CHUNK_S / _MOST))))

    async def _chunk(self, articles: list[Article], deadline: float, seconds: float) -> Labelled:
        try:
            async with asyncio.timeout_at(deadline):
                while (process := await self._idle.get()) is None:
                    if self.state()[0] == "DOWN":
                        self._idle.put_nowait(None)
                        why = self._troubles()[0]
                        return joined([failed(article, SOURCE, why) for article in articles])
                return await asyncio.shield(self._given_to(process, articles))
        except TimeoutError:
            why = f"it was not done within {seconds:g} seconds; ask again"
            return joined([failed(article, SOURCE, why) for article in articles])

    def _given_to(self, process: Labels, articles: list[Article]) -> asyncio.Future[Labelled]:
        """Begins to label. The process is idle again when it has ended, even if nobody waits for it."""
        loop = asyncio.get_running_loop()
        begun = loop.time()

        def done(future: asyncio.Future[Labelled]) -> None:
            self._article_s = (loop.time() - begun) / len(articles)
            if process.trouble:
                self._set_aside(process)
            else:
                self._idle.put_nowait(process)

        future = loop.run_in_executor(self._threads, process.label, articles)
        future.add_done_callback(done)
        return future

    def _set_aside(self, process: Labels) -> None:
        """Gives the process no articles until it is revived. Releases those who wait if none is left."""
        if self.state()[0] == "DOWN":
            self._idle.put_nowait(None)
        task = asyncio.get_running_loop().create_task(self._revive(process))
        self._reviving.add(task)
        task.add_done_callback(self._reviving.discard)

    async def _revive(self, process: Labels) -> None:
        pause, said = _PAUSE_S, ""
        while process.trouble:
            if process.trouble != said:
                said = process.trouble
                self.log(f"No suggestions: {said} The server tries again by itself.")
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_S)
            if await asyncio.get_running_loop().run_in_executor(self._threads, process.revive):
                self.reload()
        self.log("The labelers' process has loaded its models again.")
        self._idle.put_nowait(process)

    async def stop(self) -> None:
        """Ends the processes."""
        for task in self._reviving:
            task.cancel()
        await asyncio.to_thread(self._stop)

    def _stop(self) -> None:
        for process in self._processes:
            process.stop()
        self._threads.shutdown(wait=False, cancel_futures=True)


async def started(wanted: Wanted, workers: int, stuck_s: float) -> Model:
    """Starts so many processes and waits until all have loaded their models.

    Raises `ConfigError` if that fails; then no process is left.
    """
    processes = [ModelProcess(wanted, stuck_s) for _ in range(workers)]
    # Threads of its own: loading takes minutes, and requests go on meanwhile.
    threads = ThreadPoolExecutor(workers, thread_name_prefix="loading")
    loop = asyncio.get_running_loop()
    try:
        await asyncio.gather(*(loop.run_in_executor(threads, process.ready) for process in processes))
        if len({process.version for process in processes}) > 1:  # annotate.yaml was saved just now
            raise AnnotateError("the project changed while its labelers were loaded.")
    except BaseException:
        for process in processes:
            process.stop()
        raise
    finally:
        threads.shutdown(wait=False)
    return Model(processes)


class Models:
    """The present model. `replace` makes another one current; requests under way keep theirs."""

    def __init__(self, model: Model) -> None:
        self._current = model
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def version(self) -> str:
        """The version of the suggestions: the present model's."""
        return self._current.version

    def state(self) -> tuple[str, str]:
        """Whether the present model labels, and why not, as `Model.state` says it."""
        return self._current.state()

    @asynccontextmanager
    async def use(self) -> AsyncIterator[Model]:
        """The present model. It is not stopped while the block runs."""
        model = self._current
        model.users += 1
        try:
            yield model
        finally:
            model.users -= 1

    def replace(self, model: Model, stopped: Callable[[], None] = lambda: None) -> None:
        """Makes ``model`` the present one. The former one stops when nobody uses it any more."""
        former, self._current = self._current, model

        async def stop() -> None:
            while former.users:
                await asyncio.sleep(0.05)
            await former.stop()
            stopped()

        task = asyncio.create_task(stop())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Ends all processes."""
        for task in list(self._tasks):
            with suppress(Exception):
                await task
        await self._current.stop()
