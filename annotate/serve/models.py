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
Result = TypeVar("Result")


class Labels(Protocol):
    """What labels chunks of articles, such as `ModelProcess`."""

    version: str
    notices: tuple[str, ...]

    def ready(self) -> str:
        """Waits until the models are loaded, and returns their version."""

    def label(self, articles: Sequence[Article]) -> Labelled:
        """Labels a chunk."""

    def stop(self) -> None:
        """Frees everything."""


class Model:
    """Labelers and models of one version, in one process or several. Made by `started`."""

    def __init__(self, processes: Sequence[Labels]) -> None:
        self.version, self.notices = processes[0].version, processes[0].notices
        self._processes = tuple(processes)
        self._threads = ThreadPoolExecutor(len(processes), thread_name_prefix="labelers")
        self._idle: asyncio.Queue[Labels] = asyncio.Queue()
        for process in processes:
            self._idle.put_nowait(process)
        self.users = 0
        self._article_s = _CHUNK_S / _FEWEST  # seconds of one article, as the latest chunk had them

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
                process = await self._idle.get()
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
            self._idle.put_nowait(process)

        future = loop.run_in_executor(self._threads, process.label, articles)
        future.add_done_callback(done)
        return future

    async def stop(self) -> None:
        """Ends the processes."""
        await asyncio.to_thread(self.stop_now)

    def stop_now(self) -> None:
        """Ends the processes, from any thread."""
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
