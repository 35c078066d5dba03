"""Several processes: the same outcome as one, even if an article kills its process."""

from __future__ import annotations

import faulthandler
import os
import signal
import time
from collections.abc import Iterator

import psutil
import pytest

from annotate.core.annotation import Annotation
from annotate.core.article import Article
from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.prelabel.engines.chunks import CHUNK_CHARACTERS, Labelled, chunks_of
from annotate.prelabel.engines.local import label_all
from annotate.prelabel.engines.worker import WorkerFaultError
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.outcome import RunSummary
from annotate.prelabel.pipeline import Pipeline
from tests.prelabel.builders import StubLabeler, article, mention, suggestion_of

SEVERAL = 40


def cuba(draft: Draft) -> Annotation:
    return suggestion_of([mention(draft.article.text, "Cuba", "LOC")])


def numbered(count: int = SEVERAL) -> list[Article]:
    return [article(f"Cuba, {number}.", id=f"n{number}") for number in range(count)]


def all_of(labelled: Iterator[Labelled]) -> tuple[list[str | None], RunSummary]:
    lines: list[str | None] = []
    summary = RunSummary()
    for part in labelled:
        lines += part.lines
        summary.merge(part.summary)
    return lines, summary


def in_worker(
    small: Ontology, *labelers: Labeler, count: int = SEVERAL
) -> tuple[list[str | None], RunSummary]:
    return all_of(label_all(numbered(count), Pipeline(labelers, small), 2))


def test_two_processes_give_the_same_lines_in_the_same_order_as_one(
    context: LabelerContext, labelers: list[Labeler]
) -> None:
    pipeline = Pipeline(labelers, context.ontology, analyser=context.analyser)
    articles = [
        article(f"Le ministre cubain a rencontré Bui Thanh Son à Hanoï le {n} mars.", id=f"n{n}")
        for n in range(1, 41)
    ]
    one, told = all_of(label_all(articles, pipeline, 1))
    two, told_by_two = all_of(label_all(articles, pipeline, 2))
    assert one == two
    assert None not in one
    assert told.to_dict() == told_by_two.to_dict()


def test_an_article_that_kills_its_process_is_reported_and_the_others_are_labelled(small: Ontology) -> None:
    def deadly(draft: Draft) -> Annotation:
        if draft.article.id == "n5":
            faulthandler.disable()  # pytest's own; it would fill the screen
            os.kill(os.getpid(), signal.SIGSEGV)
        return cuba(draft)

    lines, summary = in_worker(small, StubLabeler(deadly))
    assert [index for index, line in enumerate(lines) if line is None] == [5]
    (failure,) = summary.failed
    assert str(failure) == (
        "article n5: worker: the process ended by SIGSEGV while it labelled this article."
    )
    (death,) = summary.deaths
    assert "SIGSEGV; its articles were tried one by one: n0, n1, n2, n3, n4, n5" in death
    assert summary.articles == SEVERAL


def test_no_article_is_lost_when_a_process_is_killed(small: Ontology) -> None:
    killed = False
    before = set(psutil.Process().children())

    def stream() -> Iterator[Article]:
        nonlocal killed
        for item in numbered(200):
            yield item
            if item.id == "n150" and not killed:
                killed = True
                (set(psutil.Process().children()) - before).pop().kill()

    def slowly(draft: Draft) -> Annotation:
        time.sleep(0.005)
        return cuba(draft)

    lines, summary = all_of(label_all(stream(), Pipeline([StubLabeler(slowly)], small), 2))
    assert killed
    assert None not in lines
    assert len(lines) == 200
    assert not summary.failed


def test_an_article_that_takes_too_much_memory_is_a_failure(small: Ontology) -> None:
    import resource

    def greedy(draft: Draft) -> Annotation:
        if draft.article.id == "n3":
            resource.setrlimit(resource.RLIMIT_AS, (1 << 31, 1 << 31))
            bytearray(1 << 32)
        return cuba(draft)

    lines, summary = in_worker(small, StubLabeler(greedy), count=8)
    assert [index for index, line in enumerate(lines) if line is None] == [3]
    assert "MemoryError" in str(summary.failed[0])


def test_a_missing_model_ends_the_run_with_its_remedy(small: Ontology) -> None:
    def needs_model(draft: Draft) -> Annotation:
        raise ConfigError("the model is not installed.", remedy="Install it with: pip install model")

    before = set(psutil.Process().children())
    with pytest.raises(ConfigError, match="pip install model"):
        in_worker(small, StubLabeler(needs_model))
    assert not set(psutil.Process().children()) - before


def test_a_fault_of_ours_in_a_process_comes_with_its_traceback(
    small: Ontology, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: object, **more: object) -> None:
        raise KeyError("where it broke")

    monkeypatch.setattr("annotate.prelabel.pipeline.checked", broken)
    with pytest.raises(WorkerFaultError, match="where it broke"):
        in_worker(small, StubLabeler(cuba))


def test_few_articles_wait_even_if_the_first_is_slow(small: Ontology) -> None:
    read = 0

    def stream() -> Iterator[Article]:
        nonlocal read
        for item in numbered(2000):
            read += 1
            yield item

    def slow_first(draft: Draft) -> Annotation:
        time.sleep(1.0 if draft.article.id == "n0" else 0)
        return cuba(draft)

    labelled = label_all(stream(), Pipeline([StubLabeler(slow_first)], small), 2)
    assert next(labelled).articles[0].id == "n0"
    assert read < 200
    lines, _ = all_of(labelled)
    assert len(lines) == 2000 - 8


def test_no_process_is_left_when_the_reader_stops(small: Ontology) -> None:
    before = set(psutil.Process().children())
    labelled = label_all(numbered(2000), Pipeline([StubLabeler(cuba)], small), 2)
    next(labelled)
    assert set(psutil.Process().children()) - before
    labelled.close()  # type: ignore[attr-defined]  # a generator
    assert not set(psutil.Process().children()) - before


def test_long_articles_have_a_chunk_of_their_own() -> None:
    long = "mot " * (CHUNK_CHARACTERS // 4)
    articles = [article("a", id="1"), article(long, id="2"), article(long, id="3"), article("b", id="4")]
    assert [[item.id for item in chunk] for chunk in chunks_of(articles)] == [["1"], ["2"], ["3"], ["4"]]
    assert [len(chunk) for chunk in chunks_of(numbered(40))] == [16, 16, 8]
