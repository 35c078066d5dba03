"""The tables of simulated campaigns: what the third round costs, against the first suggestions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from statistics import mean

from annotate.cli.words.evaluation import figure, number
from annotate.evaluate.effort.replay import compare_costs
from benchmarks.campaign_corpora import AIMS
from benchmarks.campaign_run import ORDERS, CampaignRun, TrainedRound
from benchmarks.generated_parts import table
from benchmarks.queue_curves import Estimate, estimate

NOT_YET = "No campaign has ended yet: run `make simulate`."


def lines_of(runs: Sequence[CampaignRun]) -> list[str]:
    """The part of the page: the aims, each campaign, the rounds, the orders, the trainings."""
    ended = [run for run in runs if run.has_ended and run.corpus in AIMS and run.order in ORDERS]
    if not ended:
        return [NOT_YET]
    return [
        "Correction actions in the third round, as a share of those that the first suggestions cost on the",
        "same articles. The mean is over seeds:",
        "",
        *_means(ended),
        "",
        "Each campaign, with 95 % intervals (paired bootstrap over the articles of the third round):",
        "",
        *_campaigns(ended),
        "",
        "Actions an article in each round, with its own suggestions and with the first ones:",
        "",
        *_rounds(ended),
        "",
        *_orders(ended),
        "What became of each training, which compares on articles that the model has not seen:",
        "",
        *_trainings(ended),
    ]


def _by_kind(runs: Iterable[CampaignRun]) -> list[tuple[str, str, list[CampaignRun]]]:
    """The campaigns of each corpus and order."""
    ordered = sorted(runs, key=lambda run: ([*AIMS].index(run.corpus), ORDERS.index(run.order), run.seed))
    return [(*key, list(of)) for key, of in groupby(ordered, key=lambda run: (run.corpus, run.order))]


def _means(runs: Sequence[CampaignRun]) -> list[str]:
    rows = []
    for corpus, order, of in _by_kind(runs):
        found = estimate([run.last.compared().ratio.value for run in of])
        aim = AIMS[corpus]
        known = estimate([run.last.compared(known=True).ratio.value for run in of])
        every = estimate([run.last.compared(run.last.costs).ratio.value for run in of])
        reached = "reached" if found.value <= aim else f"missed by {number(found.value - aim)}"
        rows.append(
            (
                corpus,
                order,
                str(found.seeds),
                _over_seeds(found),
                number(aim),
                reached,
                _over_seeds(every),
                _over_seeds(known),
            )
        )
    return table(
        ("", "order", "seeds", "share", "aim", "", "on all open articles", "without labels gold lacks"), rows
    )


def _over_seeds(found: Estimate) -> str:
    if found.low is None or found.high is None:
        return number(found.value)
    return f"{number(found.value)} [{number(found.low)}, {number(found.high)}]"


def _campaigns(runs: Sequence[CampaignRun]) -> list[str]:
    rows = []
    for corpus, order, of in _by_kind(runs):
        for run in of:
            made = run.last.compared()
            fewer, more = run.last.changed()
            rows.append(
                (
                    corpus,
                    order,
                    str(run.seed),
                    str(made.articles),
                    str(made.one.from_nothing),
                    str(made.other.gestures),
                    str(made.one.gestures),
                    figure(made.ratio),
                    f"{fewer} / {more}",
                    figure(run.last.compared(known=True).ratio),
                    _accuracy(run),
                )
            )
    return table(
        (
            "",
            "order",
            "seed",
            "articles",
            "on empty screens",
            "first",
            "third",
            "share",
            "cheaper / dearer articles",
            "share without labels gold lacks",
            "F1 of the answers",
        ),
        rows,
    )


def _accuracy(run: CampaignRun) -> str:
    """How right the annotator's answers are, over all rounds."""
    names = run.rounds[0].accuracy
    return ", ".join(f"{name} {number(mean(one.accuracy[name] for one in run.rounds))}" for name in names)


def _rounds(runs: Sequence[CampaignRun]) -> list[str]:
    rows = []
    for corpus, order, of in _by_kind(runs):
        for index in range(len(of[0].rounds)):
            rounds = [run.rounds[index] for run in of]
            made = [one.compared() for one in rounds]
            own = mean(one.one.gestures / one.articles for one in made)
            first = mean(one.other.gestures / one.articles for one in made)
            did = mean(one.gestures / len(one.chosen) for one in rounds)
            learned = mean(sum(len(one.chosen) for one in run.rounds[:index]) for run in of)
            rows.append(
                (
                    corpus,
                    order,
                    str(index + 1),
                    f"{learned:.0f}",
                    f"{own:.1f}",
                    f"{first:.1f}",
                    number(mean(one.ratio.value for one in made)),
                    f"{did:.1f}",
                )
            )
    return table(
        ("", "order", "round", "corrected before", "own", "first", "share", "done by the annotator"), rows
    )


def _orders(runs: Sequence[CampaignRun]) -> list[str]:
    """The default order against the random one, on articles that both had open in the third round."""
    default, random = ORDERS
    by_key = {(run.corpus, run.order, run.seed): run for run in runs}
    rows = []
    for corpus, order, seed in by_key:
        other = by_key.get((corpus, random, seed))
        if order != default or other is None:
            continue
        one = by_key[corpus, default, seed]
        both = sorted(one.last.costs.keys() & other.last.costs.keys())
        made = compare_costs(one.last.replayed(both), other.last.replayed(both))
        spent = [sum(each.gestures for each in run.rounds) for run in (one, other)]
        rows.append(
            (
                corpus,
                str(seed),
                str(len(both)),
                str(made.one.gestures),
                str(made.other.gestures),
                figure(made.ratio),
                *map(str, spent),
            )
        )
    if not rows:
        return []
    rows.sort(key=lambda row: ([*AIMS].index(row[0]), row[1]))
    return [
        f"The order `{default}` beside `{random}`: the suggestions of the third round on the articles that",
        "both had open, and all that the annotator did in three rounds:",
        "",
        *table(
            (
                "",
                "seed",
                "open in both",
                default,
                random,
                "share",
                f"done in all, {default}",
                f"done in all, {random}",
            ),
            rows,
        ),
        "",
    ]


def _trainings(runs: Sequence[CampaignRun]) -> list[str]:
    rows = []
    for corpus, order, of in _by_kind(runs):
        for run in of:
            for one in run.rounds:
                if one.training is None:
                    continue
                made = one.training
                actions = made.scores.get("actions")
                rows.append(
                    (
                        corpus,
                        order,
                        str(run.seed),
                        str(one.number),
                        _gold(made),
                        "refused" if made.refused else made.verdict or "–",
                        "–" if actions is None else _signed(actions),
                        f"{made.seconds} s",
                        f"{one.seconds} s",
                    )
                )
    return table(
        (
            "",
            "order",
            "seed",
            "after round",
            "articles of gold",
            "verdict",
            "actions an article, now - before",
            "training",
            "whole round",
        ),
        rows,
    )


def _gold(training: TrainedRound) -> str:
    """The number of articles of the release, and of those that lint held back."""
    held_back = f" ({len(training.held_back)} held back)" if training.held_back else ""
    return f"{training.articles}{held_back}"


def _signed(score: Sequence[float | None]) -> str:
    """A difference with its interval, of the five figures of a score."""
    _, _, difference, low, high = score
    found = f"{difference:+.2f}"
    return found if low is None or high is None else f"{found} [{low:+.2f}, {high:+.2f}]"
