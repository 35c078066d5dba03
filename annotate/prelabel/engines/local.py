"""Labels articles in one process or several on this machine. The output is the same in every byte."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import wait

from annotate.core.article import Article
from annotate.prelabel.engines.chunks import Labelled, chunks_of, failed, joined, label
from annotate.prelabel.engines.worker import DiedError, Worker
from annotate.prelabel.pipeline import Pipeline

SOURCE = "worker"  # the source of a failure that no labeler caused
_SHARED_ARTICLES = 8  # per chunk for several workers: few, so that all workers end at about the same time
_AHEAD = 4  # chunks per worker that may wait for an earlier, slower chunk
_NAMED = 20  # articles of a dead process that the message names


def cores() -> int:
    """The number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def label_all(articles: Iterable[Article], pipeline: Pipeline, workers: int = 1) -> Iterator[Labelled]:
    """Labels a stream of articles and yields the labelled chunks as a stream, in their order.

    With one worker everything happens in this process. Otherwise each of ``workers`` processes (0: one per
    core) has labelers and models of its own. If a process dies, its articles are tried again one by one. The
    article that kills its process again becomes a failure; the other articles are labelled.
    `RunSummary.deaths` lists the processes that died, with their articles.

    Raises `ConfigError` if a model is missing. Errors of reading the articles pass through.
    """
    workers = workers or cores()
    if workers == 1:
        for chunk in chunks_of(articles):
            yield label(pipeline, chunk)
        return
    pool = _WorkerPool(pipeline, workers)
    try:
        yield from pool.run(chunks_of(articles, _SHARED_ARTICLES))
    finally:
        pool.stop()


@dataclass(frozen=True)
class _Job:
    """Articles for a worker: the part of a chunk that begins at the chunk's article ``first``."""

    chunk: int
    first: int
    articles: list[Article]


class _Open:
    """A chunk that is not completely labelled yet."""

    def __init__(self, articles: list[Article]) -> None:
        self.missing = len(articles)
        self.parts: dict[int, Labelled] = {}
        self.deaths: list[str] = []

    def take(self, first: int, part: Labelled) -> None:
        self.parts[first] = part
        self.missing -= len(part.articles)

    def whole(self) -> Labelled:
        labelled = joined([part for _, part in sorted(self.parts.items())])
        labelled.summary.deaths += self.deaths
        return labelled


class _WorkerPool:
    """The workers, their jobs, and the jobs that wait."""

    def __init__(self, pipeline: Pipeline, size: int) -> None:
        self._pipeline = pipeline
        self._size = size
        self._workers: list[Worker] = []
        self._again: deque[_Job] = deque()
        self._open: dict[int, _Open] = {}
        self._begun = 0

    def run(self, chunks: Iterator[list[Article]]) -> Iterator[Labelled]:
        given = 0
        while True:
            exhausted = self._give_jobs(chunks, given)
            if not self._open and exhausted:
                return
            busy = {worker.connection: worker for worker in self._workers if worker.job is not None}
            for connection in wait(list(busy)):
                self._receive(busy[connection])  # type: ignore[index]  # only these connections were waited for
            self._give_jobs(chunks, given)  # before chunks are yielded, so that no worker waits
            while (first := self._open.get(given)) is not None and first.missing == 0:
                yield self._open.pop(given).whole()
                given += 1

    def stop(self) -> None:
        for worker in self._workers:
            worker.stop()

    def _give_jobs(self, chunks: Iterator[list[Article]], given: int) -> bool:
        """Gives every idle worker a job. Returns whether all chunks have been given out."""
        while True:
            idle = next((worker for worker in self._workers if worker.job is None), None)
            if idle is None and len(self._workers) >= self._size:
                return False
            if not self._again and self._begun - given >= self._size * _AHEAD:
                return False
            job = self._again.popleft() if self._again else self._next(chunks)
            if job is None:
                return True
            if idle is None:
                self._pipeline.load(job.articles)
                idle = Worker(self._pipeline, self._workers)
                self._workers.append(idle)
            idle.give(job, job.articles)

    def _next(self, chunks: Iterator[list[Article]]) -> _Job | None:
        articles = next(chunks, None)
        if articles is None:
            return None
        job = _Job(self._begun, 0, articles)
        self._open[job.chunk] = _Open(articles)
        self._begun += 1
        return job

    def _receive(self, worker: Worker) -> None:
        job: _Job = worker.job
        worker.job = None
        try:
            self._open[job.chunk].take(job.first, worker.answer())
        except DiedError as died:
            self._workers.remove(worker)
            worker.stop()
            self._handle_death(job, str(died))

    def _handle_death(self, job: _Job, how: str) -> None:
        """Retries the articles of a dead worker one by one. A single article becomes a failure."""
        chunk = self._open[job.chunk]
        if len(job.articles) == 1:
            chunk.take(job.first, failed(job.articles[0], SOURCE, f"{how} while it labelled this article."))
            return
        ids = [article.id for article in job.articles]
        more = f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else ""
        chunk.deaths.append(f"{how}; its articles were tried one by one: {', '.join(ids[:_NAMED])}{more}")
        singles = [_Job(job.chunk, job.first + i, [article]) for i, article in enumerate(job.articles)]
        self._again.extendleft(reversed(singles))
