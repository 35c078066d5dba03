"""The tables of the simulated orders: which did best, and what it saves against the random order."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import mean

from annotate.cli.words.evaluation import number
from annotate.train.ordering.orders import Order
from benchmarks.generated_parts import table
from benchmarks.queue_curves import Estimate, Run, area_between, at, estimate, needed

AXES = ("articles", "gestures")
TARGET_AT = 160  # articles in random order, whose F1 is the target
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
    """The part of the page: the choice among all orders, then the comparison on other seeds."""
    ended = [run for run in runs if run.points and run.points[-1].articles == run.setting["articles"]]
    if not all(areas(ended, order.value, choosing) for order in Order):
        return [NOT_YET]
    best = best_order(ended, choosing)
    lines = ["F1 above the random order, as a mean over the whole curve, on the seeds for choosing:", ""]
    rows = [
        (order.value, *(_figure(estimate(areas(ended, order.value, choosing, axis))) for axis in AXES))
        for order in Order
        if order is not Order.RANDOM
    ]
    lines += [*table(("order", *(f"by {axis}" for axis in AXES)), rows), ""]
    if not areas(ended, best, confirming):
        return [*lines, f"Best on these seeds: {best}. It is not confirmed on other seeds yet."]
    lines += [f"The best of these, {best}, against the random order on seeds that chose nothing:", ""]
    rows = [
        (f"by {axis}", _figure(found), str(found.seeds))
        for axis in AXES
        for found in [estimate(areas(ended, best, confirming, axis))]
    ]
    return [
        *lines,
        *table(("", "F1 above the random order", "seeds"), rows),
        "",
        *_reach(ended, best, confirming),
    ]


def _reach(runs: Sequence[Run], best: str, seeds: Sequence[int]) -> list[str]:
    both = [[run for run in runs if run.order == order and run.seed in seeds] for order in (best, RANDOM)]
    ours, theirs = both
    lines = []
    for axis in AXES:
        place = TARGET_AT if axis == "articles" else mean(at(_spent(run), TARGET_AT) for run in theirs)
        target = mean(at(run.curve(axis), place) for run in theirs)
        reached = needed(ours, target, axis)
        after = "never" if reached is None else f"after {reached:.0f}"
        lines.append(
            f"The mean F1 of the random order after {place:.0f} {axis} is {number(target)}."
            f" The order {best} reaches it {after}."
        )
    return lines


def _spent(run: Run) -> list[tuple[float, float]]:
    return [(float(point.articles), float(point.gestures)) for point in run.points]


def _figure(found: Estimate) -> str:
    signed = f"{found.value:+.4f}"
    if found.low is None or found.high is None:
        return signed
    return f"{signed} [{found.low:+.4f}, {found.high:+.4f}]"
