"""Simulates campaigns that differ only in the order of articles: python -m benchmarks.simulate_queue.

The articles are the pool of WikiNEuRal, the answers are its gold. A round takes 20 articles in the order
asked for, "corrects" them, trains on all that is corrected, and suggests anew. A run ends after 160 articles.
The training is a shorter one than that of `annotate train`: `benchmarks.queue_rounds` says what differs. The
order is chosen on the seeds 1 to 3, and compared with the random order on the seeds 11 to 17, which chose
nothing. Curves are paired by seed.

Each round is written to benchmarks/queue_results/ORDER-SEED.json as it ends. A stopped simulation goes on
with the next round; runs that are complete are not repeated. Two processes may work at once on different
seeds or orders: `--order random errors --seed 11 12`.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

from annotate.core import jsonl
from annotate.core.annotation import Annotation, Entity, Status
from annotate.core.article import Article
from annotate.core.record import Record
from annotate.prelabel.merging.weights import Weights
from annotate.train.judges.merging_weights import Judged
from annotate.train.ordering.expected import expected
from annotate.train.ordering.orders import Choice, Order, ordered
from benchmarks.generated_parts import write_part
from benchmarks.gold_sets import ROOT, GoldSet, shared_folder, wikineural
from benchmarks.queue_curves import RESULTS, Point, Run, all_runs, load, path_of, save
from benchmarks.queue_report import best_order, lines_of
from benchmarks.queue_rounds import PASSES, Rounds
from benchmarks.queue_training import ONTOLOGY
from benchmarks.run_files import check_setting

ROUND = 20
ARTICLES = 160  # after which a run ends: the F1 of the random order there is what the others are to reach
CHOOSING, CONFIRMING = (1, 2, 3), (11, 12, 13, 14, 15, 16, 17)
WORK = ROOT / "build" / "queue"  # what recognisers found in runs that have not ended
PAGE, PART = ROOT / "docs" / "ordering.md", "orders"


@dataclass
class Campaign:
    """The articles to correct, at most ``articles`` of them, and those to measure on."""

    pool: GoldSet
    dev: GoldSet
    results: Path = RESULTS
    work: Path = WORK
    articles: int = ARTICLES

    @cached_property
    def rounds(self) -> Rounds:
        """What all runs share."""
        return Rounds(self.pool, self.dev)

    @cached_property
    def first(self) -> dict[str, Judged]:
        """The pool as the labelers read it before any training."""
        return self.rounds.read(list(self.rounds.gold.values()))

    @cached_property
    def length(self) -> int:
        """The articles of a run."""
        return min(self.articles, len(self.pool.records))


@dataclass
class Simulation:
    """One run of a campaign. Goes on where its file ends.

    ``_read`` has each article of the pool as the labelers read it last before it was corrected.
    """

    campaign: Campaign
    run: Run
    _read: dict[str, Judged] = field(default_factory=dict)
    _found: dict[str, tuple[Entity, ...]] = field(default_factory=dict)
    _weights: Weights | None = None

    @property
    def path(self) -> Path:
        """The file of the run."""
        return path_of(self.run.order, self.run.seed, self.campaign.results)

    @property
    def has_ended(self) -> bool:
        """Whether all articles of the run are corrected."""
        return len(self.run.chosen) >= self.campaign.length

    def go_on(self, rounds: int | None = None) -> None:
        """Does the rounds that are left, or at most ``rounds``. Writes the file after each."""
        if not self.has_ended and rounds != 0:
            self._begin()
        while not self.has_ended and rounds != 0:
            self._round()
            rounds = None if rounds is None else rounds - 1
        if self.has_ended:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _begin(self) -> None:
        """Reads what the last round left, or begins the run, anew if that is missing."""
        shared, done = self.campaign.rounds, self.run.chosen
        if done and not self._kept(len(done)).is_file():
            print(f"{self.run.order} {self.run.seed}: {self._kept(len(done))} is missing, so it begins anew")
            self.run.points.clear()
            done = []
        if not done:
            self._read, self._weights = dict(self.campaign.first), shared.default_weights
            if not self.run.points:
                self._note(0, (), shared.read(shared.dev_gold))
            return
        records = jsonl.read_records(self._kept(len(done)))
        self._found = {record.article.id: record.annotation.entities for record in records}
        self._read = shared.read(list(shared.gold.values()), self._found)
        self._weights = shared.weights([self._read[key] for key in done])

    def _round(self) -> None:
        shared, before = self.campaign.rounds, self.run.chosen
        chosen = self._choose()
        spent = self.run.points[-1].gestures
        spent += sum(shared.gestures(self._read[key], self._weights) for key in chosen)
        done = [*before, *chosen]
        found, on_dev = shared.train(done, self.run.seed, first=not before)
        self._found |= found
        self._read |= shared.read([shared.gold[key] for key in found], found)
        self._weights = shared.weights([self._read[key] for key in done])
        self._keep(len(done))
        self._note(spent, chosen, shared.read(shared.dev_gold, on_dev))
        self._kept(len(before)).unlink(missing_ok=True)

    def _note(self, spent: int, chosen: tuple[str, ...], dev: dict[str, Judged]) -> None:
        made = self.campaign.rounds.score(dev, self._weights)
        done = len(self.run.chosen) + len(chosen)
        self.run.points.append(Point(done, spent, made.f1, made.precision, made.recall, chosen))
        save(self.run, self.path)
        print(
            f"{self.run.order} {self.run.seed}: {done} articles, {spent} gestures, F1 {made.f1:.4f}",
            flush=True,
        )

    def _choose(self) -> tuple[str, ...]:
        done, shared = self.run.chosen, self.campaign.rounds
        hopes = {
            key: expected(shared.suggestion(one, self._weights))
            for key, one in self._read.items()
            if key not in set(done)
        }
        choice = Choice(hopes, done, self._texts)
        number = min(ROUND, self.campaign.length - len(done))
        return ordered(choice, Order(self.run.order), self.run.seed).keys[:number]

    def _texts(self, keys: Iterable[str]) -> Iterable[str]:
        return (self.campaign.rounds.gold[key].text or "" for key in keys)

    @property
    def _folder(self) -> Path:
        return self.campaign.work / f"{self.run.order}-{self.run.seed}"

    def _kept(self, number: int) -> Path:
        return self._folder / f"{number}.jsonl"

    def _keep(self, number: int) -> None:
        """Writes what recognisers found, so that a stopped run can go on after ``number`` articles."""
        path = self._kept(number)
        path.parent.mkdir(parents=True, exist_ok=True)
        records = (
            Record.of(one.article, Annotation(author="trained", status=Status.SUGGESTED, entities=found))
            for one, found in ((one, self._found[key]) for key, one in self.campaign.rounds.gold.items())
            if isinstance(one.article, Article)
        )
        jsonl.write(path, records)


def simulation(campaign: Campaign, order: str, seed: int) -> Simulation:
    """The run of this order and seed, as far as its file goes. Exits if the file is of another setting."""
    path, now = path_of(order, seed, campaign.results), setting(campaign)
    if not path.is_file():
        return Simulation(campaign, Run(order, seed, now))
    run = load(path)
    found = Simulation(campaign, run)
    if not found.has_ended:
        check_setting(path, run.setting, now)
    return found


def setting(campaign: Campaign) -> dict[str, str | int]:
    """What the results depend on, besides order and seed."""
    return {
        "pool": campaign.pool.name,
        "dev": campaign.dev.name,
        "articles": campaign.length,
        "round": ROUND,
        "passes": PASSES,
        "spacy": version("spacy"),
        "scikit-learn": version("scikit-learn"),
    }


def planned(runs: Sequence[Run], articles: int) -> list[tuple[str, int]]:
    """The runs that are left, as orders with seeds.

    First all orders on the seeds `CHOOSING`, then the best of them and the random order on `CONFIRMING`.
    """
    ended = {(run.order, run.seed) for run in runs if len(run.chosen) == articles}
    choosing = [(order.value, seed) for seed in CHOOSING for order in Order]
    if left := [one for one in choosing if one not in ended]:
        return left
    compared = (Order.RANDOM.value, best_order(runs, CHOOSING))
    return [(order, seed) for seed in CONFIRMING for order in compared if (order, seed) not in ended]


def asked_for(
    runs: Sequence[Run], articles: int, orders: Sequence[str] | None, seeds: Sequence[int] | None
) -> list[tuple[str, int]]:
    """The runs that are left among these orders and seeds. With both given, in no other order than theirs.

    With one of them or none, they are the `planned` ones: other seeds wait until the best order is known.
    """
    if orders and seeds:
        ended = {(run.order, run.seed) for run in runs if len(run.chosen) == articles}
        return [(str(order), seed) for seed in seeds for order in orders if (order, seed) not in ended]
    return [
        (order, seed)
        for order, seed in planned(runs, articles)
        if order in (orders or [order]) and seed in (seeds or [seed])
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Goes on with the simulation, and prints the tables. With --docs, writes them into the page."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.simulate_queue",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--order", choices=[*Order], nargs="+", help="only these orders")
    parser.add_argument("--seed", type=int, nargs="+", help="only these seeds")
    parser.add_argument("--rounds", type=int, help="stop each run after so many more rounds")
    parser.add_argument("--report", action="store_true", help="only the tables, of what is there")
    parser.add_argument("--docs", action="store_true", help="put the tables into docs/ordering.md")
    options = parser.parse_args(arguments)
    if not options.report:
        shared = shared_folder()
        if shared is None:
            raise SystemExit("The pool is not here: set ANNOTATE_SHARED to the folder that has it.")
        pool = GoldSet("wikineural-fr-pool", shared / "data" / "wikineural-fr-pool.jsonl.gz", ONTOLOGY, False)
        campaign = Campaign(pool, wikineural(shared))
        tried: set[tuple[str, int]] = set()
        while left := [
            one
            for one in asked_for(all_runs(), campaign.length, options.order, options.seed)
            if one not in tried
        ]:
            tried.add(left[0])
            simulation(campaign, *left[0]).go_on(options.rounds)
    runs = all_runs()
    lines = lines_of(runs, CHOOSING, CONFIRMING)
    print("\n".join(lines))
    if options.docs:
        write_part(PAGE, PART, lines)


if __name__ == "__main__":
    main()
