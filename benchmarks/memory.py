"""Measures the memory of pre-labelling over a long stream of articles with new words; plots it in docs/.

python -m benchmarks.memory --articles 20000 --words 400
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import psutil

from annotate.cli.process import rare_collections
from annotate.core.ontology import Ontology
from annotate.prelabel.defaults import DEFAULT_ORDER
from annotate.prelabel.engines.local import label_all
from annotate.prelabel.interface.registry import LabelerContext, make_labelers
from annotate.prelabel.pipeline import Pipeline
from benchmarks.articles import varied

AIM = 0.05
PLOT = Path(__file__).parents[1] / "docs" / "memory.png"


def measured(articles: int, words: int) -> list[tuple[int, float]]:
    """Pairs of the number of articles done and the resident size in megabytes, about 400 of them."""
    context = LabelerContext(Ontology.load("diplomacy"), ("fr", "en"))
    pipeline = Pipeline(make_labelers(DEFAULT_ORDER, context), context.ontology, analyser=context.analyser)
    process = psutil.Process()
    points: list[tuple[int, float]] = []
    done = 0
    with rare_collections():  # as the command does
        for labelled in label_all(varied(articles, words, new_words=True), pipeline):
            done += len(labelled.articles)
            if not points or done - points[-1][0] >= articles / 400:
                points.append((done, process.memory_info().rss / 1e6))
    return points


def growth(points: list[tuple[int, float]], first: int) -> tuple[float, float]:
    """The resident size after ``first`` articles, and the relative growth until the end.

    Compares two medians: of the last tenth of the first ``first`` articles, and of the last tenth of all.
    """
    last = points[-1][0]
    start = sorted(size for done, size in points if 0.9 * first <= done <= first)
    end = sorted(size for done, size in points if done >= 0.9 * last)
    begun, ended = start[len(start) // 2], end[len(end) // 2]
    return begun, ended / begun - 1


def plot(points: list[tuple[int, float]], first: int, path: Path) -> None:
    """Draws the resident size over the articles done."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 3.2), layout="constrained")
    axes.plot(*zip(*points, strict=True), color="#0072B2")
    axes.axvline(first, color="#999999", linestyle=":")
    axes.set(xlabel="articles done", ylabel="resident size, MB", xlim=(0, None))
    axes.set_ylim(0, 1.15 * max(size for _, size in points))
    figure.savefig(path, dpi=120)


def main() -> None:
    """Measures, prints a row and draws the plot."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--words", type=int, default=400)
    parser.add_argument("--first", type=int, help="articles after which growth counts; else a tenth")
    parser.add_argument("--plot", type=Path, default=PLOT)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    first = given.first or given.articles // 10
    begun = time.monotonic()
    points = measured(given.articles, given.words)
    seconds = time.monotonic() - begun
    size, grown = growth(points, first)
    plot(points, first, given.plot)
    if given.json:
        data = {"articles": given.articles, "words": given.words, "first": first, "mb": size}
        data |= {"growth": grown, "aim": AIM, "seconds": seconds, "points": points}
        print(json.dumps(data))
    else:
        print("| articles | words each | MB after the first | growth until the end | aim | articles/s |")
        print("|---|---|---|---|---|---|")
        after = f"{size:.0f} after {first:,}"
        row = (f"{given.articles:,}", given.words, after, f"{grown:+.1%}", f"< {AIM:.0%}")
        print("|", *(f"{cell} |" for cell in row), f"{given.articles / seconds:.1f} |")


if __name__ == "__main__":
    main()
