"""Measures the default pre-labelling against spaCy alone, and the speed-up of each by a second process.

Both sides read the same articles with the same model and components. Our side ends with a line of JSON per
record, spaCy with the analysed documents in the main process.

python -m benchmarks.prelabel_speed --articles 200 --json
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from spacy.language import Language

from annotate.cli.process import one_thread_each, rare_collections
from annotate.core.article import Article
from annotate.core.ontology import Ontology
from annotate.prelabel.engines.local import label_all
from annotate.prelabel.pipeline import Pipeline
from benchmarks.articles import varied
from benchmarks.gold_sets import analyser_of
from benchmarks.systems import DEFAULT

PAIRS = 5
BATCH = 8  # texts per batch for spaCy; with its default of 256 a second process has nothing to do
RATIO_AIM, GAIN_AIM = 1.35, 0.9


@dataclass(frozen=True)
class Row:
    """One comparison: the medians of both sides, the median of the paired ratios, and the target ratio."""

    what: str
    ours: float
    theirs: float
    ratio: float
    aim: str


def seconds(run: Callable[[], object]) -> float:
    """The wall time of one run, in seconds."""
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


def compared(articles: Sequence[Article], pipeline: Pipeline, nlp: Language) -> list[Row]:
    """Makes the comparisons. Each round runs our side and spaCy, with one process and with two."""
    texts = [article.text for article in articles]

    def ours(workers: int) -> Callable[[], object]:
        def run() -> None:
            with rare_collections():  # as the command does
                deque(label_all(articles, pipeline, workers), maxlen=0)

        return run

    def theirs(processes: int, batch: int | None = BATCH) -> Callable[[], object]:
        return lambda: deque(nlp.pipe(texts, n_process=processes, batch_size=batch), maxlen=0)

    for run in (ours(1), theirs(1)):
        run()  # warm up
    runs = (ours(1), theirs(1, None), theirs(1), ours(2), theirs(2))
    pairs = [[seconds(run) for run in runs] for _ in range(PAIRS)]
    one, as_it_comes, small, two, small_two = (
        statistics.median(column) for column in zip(*pairs, strict=True)
    )
    return [
        Row(
            "seconds, nlp.pipe with its default batch size",
            one,
            as_it_comes,
            statistics.median(pair[0] / pair[1] for pair in pairs),
            f"<= {RATIO_AIM}",
        ),
        Row(
            f"seconds, nlp.pipe with batch_size={BATCH}, its fastest",
            one,
            small,
            statistics.median(pair[0] / pair[2] for pair in pairs),
            f"<= {RATIO_AIM}",
        ),
        Row(
            f"speed-up by a second process (n_process=2, batch_size={BATCH})",
            one / two,
            small / small_two,
            statistics.median((pair[0] / pair[3]) / (pair[2] / pair[4]) for pair in pairs),
            f">= {GAIN_AIM}",
        ),
    ]


def main() -> None:
    """Measures and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=160)
    parser.add_argument("--words", type=int, default=400)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with one_thread_each():
        measure(given)


def default_pipeline() -> Pipeline:
    """The pipeline of 'annotate prelabel' in a new project, with all judges."""
    return DEFAULT.pipeline(Ontology.load("diplomacy"), ("fr", "en"))


def measure(given: argparse.Namespace) -> None:
    """Runs the pairs and prints them as a table or as JSON."""
    articles = list(varied(given.articles, given.words))
    rows = compared(articles, default_pipeline(), analyser_of(ungluing=True).nlp("fr"))
    if given.json:
        print(
            json.dumps(
                {"articles": given.articles, "words": given.words, "rows": [vars(row) for row in rows]}
            )
        )
        return
    print(f"{given.articles} articles of {given.words} words, median of {PAIRS} alternating pairs")
    print("| what | ours | nlp.pipe | ratio | aim |")
    print("|---|---|---|---|---|")
    for row in rows:
        print(f"| {row.what} | {row.ours:.2f} | {row.theirs:.2f} | {row.ratio:.2f} | {row.aim} |")


if __name__ == "__main__":
    main()
