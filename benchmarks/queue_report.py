"""The tables of the simulated orders: which did best, and what it saves against the random order."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import mean

from annotate.cli.words.evaluation import number
from annotate.train.ordering.orders import Order
from benchmarks.generated_parts import table
from benchmarks.queue_curves import Estimate, Run, area_between, at, estimate, needed

AXES = ("articles", "gestures")
TARGET_AT = 160  # articles in random order, whose F1 the other orders are to reach with fewer
RANDOM = Order.RANDOM.value
NOT_YET = "The simulation has not ended yet: run `make simulate-queue`."


def areas(runs: Sequence[Run], order: str, seeds: Sequence[int], axis: str = "articles") -> list[float]:
    """The mean F1 of ``order`` less that of the random order, over the axis: one for each seed of both."""
    curves = {(run.order, run.seed): run for run in runs}
    return [
        area_between(curves[order, seed], curves[RANDOM, seed], axis)
        for seed in seeds
        if (order, seed) in curves and (RANDOM, seed) in curves
    ]


def best_order(runs: Sequence[Run], seeds: Sequence[int]) -> str:
    """The order with the highest mean area over articles, of those that are not random."""
    return max(
        (order.value for order in Order if order is not Order.RANDOM),
        key=lambda order: mean(areas(runs, order, seeds) or [float("-inf")]),
    )


def lines_of(runs: Sequence[Run], choosing: Sequence[int], confirming: Sequence[int]) -> list[str]:
    """The part of the page: the choice among all orders, then the comparison on other seeds.

    Runs that have not ended count nowhere. Curves are paired by seed.
    """
    ended = [run for run in runs if run.points and run.points[-1].articles == run.setting["articles"]]
    if not all(areas(ended, order.value, choosing) for order in Order):
        return [NOT_YET]
    best = best_order(ended, choosing)
    lines = ["On the seeds for choosing:", "", *_compared(ended, [order.value for order in Order], choosing)]
    if not areas(ended, best, confirming):
        return [*lines, "", f"Best on these seeds: {best}. It is not confirmed on other seeds yet."]
    lines += ["", f"The best of these, {best}, against the random order on seeds that chose nothing:", ""]
    return [*lines, *_compared(ended, [best, RANDOM], confirming)]


def _compared(runs: Sequence[Run], orders: Sequence[str], seeds: Sequence[int]) -> list[str]:
    """A row for each order: its areas against the random order, and where it reaches the target."""
    place, target = _target([run for run in runs if run.order == RANDOM and run.seed in seeds])
    rows = []
    for order in orders:
        own = [run for run in runs if run.order == order and run.seed in seeds]
        between = [areas(runs, order, seeds, axis) for axis in AXES]
        shown = ["–" if order == RANDOM else _figure(estimate(values)) for values in between]
        reached = [needed(own, target, axis) for axis in AXES]
        rows.append(
            (
                order,
                str(len(between[0])),
                *shown,
                *("never" if found is None else f"{found:.0f}" for found in reached),
            )
        )
    titles = ("order", "seeds", *(f"F1 above random, by {axis}" for axis in AXES), *AXES)
    return [
        *table(titles, rows),
        "",
        "F1 above random is a mean over the whole curve, with a 95 % interval over the seeds. The last two"
        " columns say after how much work the mean curve first has"
        f" the F1 of {number(target)}, which the random order has after {place:.0f} articles.",
    ]


def _target(theirs: Sequence[Run]) -> tuple[float, float]:
    """The number of articles in random order, and the mean F1 after them."""
    place = min([float(TARGET_AT), *(run.curve("articles")[-1][0] for run in theirs)])
    return place, mean(at(run.curve("articles"), place) for run in theirs)


def _figure(found: Estimate) -> str:
    signed = f"{found.value:+.4f}"
    if found.low is None or found.high is None:
        return signed
    return f"{signed} [{found.low:+.4f}, {found.high:+.4f}]"
