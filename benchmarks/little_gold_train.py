"""What `annotate train` makes of a campaign's first articles: python -m benchmarks.little_gold_train.

The built-in weights are learned anew without the campaign's kinds of text. Then 5, 15 or 40 of its articles
are gold to train on, and the suggestions for its other articles are compared before and with the model. A
model that is refused leaves the suggestions before.

Each training runs in a process of its own, and its result is kept in benchmarks/little_gold_results/. A
stopped benchmark goes on with the trainings that are missing.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from statistics import mean

from annotate.cli.words.evaluation import figure, number
from annotate.evaluate.scores import Figure
from annotate.prelabel.interface.model_file import Verdict
from benchmarks.campaign_corpora import WORK, run_in, toolkit_without
from benchmarks.generated_parts import table, write_part
from benchmarks.gold_sets import KINDS, ROOT
from benchmarks.little_gold import SIZES
from benchmarks.little_gold_run import ACTIONS, MEASURES, Change, Run, all_runs, measured, path_of, save
from benchmarks.run_files import check_setting

DRAWS = (0, 1, 2)
SECONDS = 1800.0  # at most, for one training; a busy machine must not decide
RESULTS = ROOT / "benchmarks" / "little_gold_results"
PAGE, PART = ROOT / "docs" / "rounds.md", "little gold, whole models"
NOT_YET = "Not measured yet: run `make little-gold-train`."
_MODULE = "benchmarks.little_gold_train"
_ONE_THREAD = "OMP_NUM_THREADS"


def setting() -> dict[str, str | int | float]:
    """What the results depend on, besides the code, size and draw."""
    return {
        "withheld": KINDS.name,
        "articles": len(KINDS.records),
        "seconds": SECONDS,
        "spacy": version("spacy"),
        "scikit-learn": version("scikit-learn"),
    }


def missing(sizes: Sequence[int], draws: Sequence[int], results: Path) -> list[tuple[int, int]]:
    """The runs that are left, all sizes of a draw before the next draw.

    Exits if a run that is kept was made with other settings, since both would be in one table.
    """
    left = [(size, draw) for draw in draws for size in sizes if not path_of(size, draw, results).is_file()]
    if left:
        for run in all_runs(results):
            check_setting(path_of(run.size, run.draw, results), run.setting, setting())
    return left


def lines_of(runs: Sequence[Run]) -> list[str]:
    """The part of the page: what became of the trainings, and the measures."""
    if not runs:
        return [NOT_YET]
    by_size = [(size, list(of)) for size, of in groupby(runs, key=lambda run: run.size)]
    return [
        *table(
            ("articles of gold", "draws", "measured on", "refused", "better", "not shown better", "training"),
            [(str(size), *_trainings(of)) for size, of in by_size],
        ),
        "",
        *table(
            (
                "articles of gold",
                "",
                "before",
                "with the model",
                "mean difference",
                "worst draw",
                "best draw",
                "shown worse",
                "shown better",
            ),
            [(str(size), *row) for size, of in by_size for row in _measures(of)],
        ),
    ]


def _trainings(runs: Sequence[Run]) -> tuple[str, ...]:
    """The cells of a size: counts of trainings, articles measured on, and the mean time of a training."""
    verdicts = [run.verdict for run in runs if run.refused is None]
    return (
        str(len(runs)),
        f"{runs[0].articles} articles",
        str(sum(run.refused is not None for run in runs)),
        str(verdicts.count(Verdict.BETTER.value)),
        str(verdicts.count(Verdict.NOT_SHOWN.value)),
        f"{mean(run.seconds for run in runs) / 60:.1f} min",
    )


def _measures(runs: Sequence[Run]) -> Iterator[tuple[str, ...]]:
    """A row per measure, over the draws of a size. A model that was refused changes nothing."""
    for measure in MEASURES:
        found = [run.changes[measure] for run in runs if measure in run.changes]
        if not found:
            continue
        ordered = sorted(found, key=lambda change: _gain(measure, change.difference))
        yield (
            measure,
            _value(measure, mean(change.before for change in found)),
            _value(measure, mean(change.now for change in found)),
            _difference(measure, Figure(mean(change.difference for change in found))),
            _difference(measure, _figure(ordered[0])),
            _difference(measure, _figure(ordered[-1])),
            f"{sum(_shown(measure, change, -1) for change in found)} of {len(found)}",
            f"{sum(_shown(measure, change, 1) for change in found)} of {len(found)}",
        )


def _gain(measure: str, value: float) -> float:
    """A difference so that more is better: fewer actions are better."""
    return -value if measure == ACTIONS else value


def _shown(measure: str, change: Change, sign: int) -> bool:
    """Whether the whole interval is better (``sign`` 1) or worse (-1) than no difference."""
    ends = [_gain(measure, end) * sign for end in (change.low, change.high) if end is not None]
    return bool(ends) and min(ends) > 0


def _figure(change: Change) -> Figure:
    return Figure(change.difference, change.low, change.high)


def _value(measure: str, value: float) -> str:
    return f"{value:.1f}" if measure == ACTIONS else number(value)


def _difference(measure: str, shown: Figure) -> str:
    if measure != ACTIONS:
        return figure(shown, signed=True)
    value = f"{shown.value:+.1f}"
    return value if shown.low is None else f"{value} [{shown.low:+.1f}, {shown.high:+.1f}]"


def main(arguments: Sequence[str] | None = None) -> None:
    """Does the runs that are missing, and prints the tables. With --docs, writes them into the page."""
    parser = argparse.ArgumentParser(
        prog=f"python -m {_MODULE}",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="articles of gold to train on")
    parser.add_argument("--draws", type=int, nargs="+", default=DRAWS, help="which draws of articles")
    parser.add_argument("--report", action="store_true", help="only the tables, of what is there")
    parser.add_argument("--docs", action="store_true", help="put the tables into docs/rounds.md")
    parser.add_argument("--results", type=Path, default=RESULTS, help="the folder of the runs' files")
    parser.add_argument("--work", type=Path, default=WORK, help="the folder of the toolkit without the kinds")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)  # one run, this process
    options = parser.parse_args(arguments)
    if options.here:
        (size,), (draw,) = options.sizes, options.draws
        _run(size, draw, options.results)
        return
    if not options.report:
        for size, draw in missing(options.sizes, options.draws, options.results):
            _run_alone(size, draw, options.results.resolve(), options.work.resolve())
    lines = lines_of(all_runs(options.results))
    print("\n".join(lines))
    if options.docs:
        write_part(PAGE, PART, lines)


def _run(size: int, draw: int, results: Path) -> None:
    """Does one run in this process, and keeps it."""
    with tempfile.TemporaryDirectory() as folder:
        run = measured(KINDS, size, draw, seconds=SECONDS, setting=setting(), folder=Path(folder))
    save(run, path_of(size, draw, results))
    actions = _difference(ACTIONS, _figure(run.changes[ACTIONS]))
    outcome = "refused" if run.refused else run.verdict
    print(
        f"{size} articles, draw {draw}: {outcome}, {actions} actions an article, {run.seconds} s", flush=True
    )


def _run_alone(size: int, draw: int, results: Path, work: Path) -> None:
    """Does one run in a process of its own, with a toolkit that has not learned from the campaign's kinds."""
    os.environ.setdefault(_ONE_THREAD, "1")  # the models are small: more threads only get in each other's way
    arguments = ["--here", "--sizes", str(size), "--draws", str(draw), "--results", str(results)]
    if code := run_in(toolkit_without(KINDS.name, work), _MODULE, arguments):
        raise SystemExit(code)


if __name__ == "__main__":
    main()
