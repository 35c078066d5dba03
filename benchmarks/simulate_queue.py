"""Simulates campaigns that differ only in the order of articles: python -m benchmarks.simulate_queue.

The articles are the pool of WikiNEuRal, the answers are its gold. A round takes 20 articles in the order
asked for, "corrects" them, trains on all that is corrected, and suggests anew. The order is chosen on the
seeds 1 to 3, and compared with the random order on the seeds 11 to 17, which chose nothing. Curves are paired
by seed.

Each round is written to benchmarks/queue_results/ORDER-SEED.json as it ends. A stopped simulation goes on
with the next round; runs that are complete are not repeated.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from annotate.core import jsonl
from annotate.core.record import GoldRecord, Record
from annotate.train.ordering.expected import expected
from annotate.train.ordering.orders import Choice, Order, ordered
from benchmarks.generated_parts import write_part
from benchmarks.gold_sets import ROOT, GoldSet, shared_folder, wikineural
from benchmarks.queue_curves import RESULTS, Point, Run, all_runs, load, path_of, save
from benchmarks.queue_report import best_order, lines_of
from benchmarks.queue_training import ONTOLOGY, gestures, names, suggestions, trained
from benchmarks.run_files import check_setting
from benchmarks.systems import DEFAULT, System

ROUND = 20
CHOOSING, CONFIRMING = (1, 2, 3), (11, 12, 13, 14, 15, 16, 17)
WORK = ROOT / "build" / "queue"  # models and suggestions of runs that have not ended
PAGE, PART = ROOT / "docs" / "ordering.md", "orders"


@dataclass
class Campaign:
    """The articles to correct, and those to measure on."""

    pool: GoldSet
    dev: GoldSet
    results: Path = RESULTS
    work: Path = WORK
    _first: dict[str, Record] = field(default_factory=dict)

    @property
    def first(self) -> dict[str, Record]:
        """The suggestions before any training, the same for every run."""
        if not self._first:
            self._first = suggestions(self.pool.articles, self.pool)
        return self._first


@dataclass
class Simulation:
    """One run of a campaign. Goes on where its file ends."""

    campaign: Campaign
    run: Run
    _gold: dict[str, GoldRecord] = field(init=False)

    def __post_init__(self) -> None:
        self._gold = {record.article.id: record for record in self.campaign.pool.records}

    @property
    def path(self) -> Path:
        """The file of the run."""
        return path_of(self.run.order, self.run.seed, self.campaign.results)

    @property
    def has_ended(self) -> bool:
        """Whether every article of the pool is corrected."""
        return len(self.run.chosen) == len(self._gold)

    def go_on(self, rounds: int | None = None) -> None:
        """Does the rounds that are left, or at most ``rounds``. Writes the file after each."""
        if not self.run.points:
            self._note(0, (), DEFAULT)
        while not self.has_ended and rounds != 0:
            before = self._suggestions()
            chosen = self._choose(before)
            system = self._train([*self.run.chosen, *chosen])
            spent = self.run.points[-1].gestures
            spent += gestures(chosen, before, self._gold, self.campaign.pool.ontology)
            self._keep_suggestions(system, [*self.run.chosen, *chosen])
            self._note(spent, chosen, system)
            rounds = None if rounds is None else rounds - 1

    def _note(self, spent: int, chosen: tuple[str, ...], system: System) -> None:
        f1, precision, recall = names(self.campaign.dev, system)
        done = len(self.run.chosen) + len(chosen)
        self.run.points.append(Point(done, spent, f1, precision, recall, chosen))
        save(self.run, self.path)
        print(f"{self.run.order} {self.run.seed}: {done} articles, {spent} gestures, F1 {f1:.4f}", flush=True)

    def _choose(self, before: dict[str, Record]) -> tuple[str, ...]:
        done = self.run.chosen
        hopes = {key: expected(record.annotation) for key, record in before.items() if key not in set(done)}
        choice = Choice(hopes, done, self._texts)
        return ordered(choice, Order(self.run.order), self.run.seed).keys[:ROUND]

    def _texts(self, keys: Iterable[str]) -> Iterable[str]:
        return (self._gold[key].text or "" for key in keys)

    def _train(self, keys: Sequence[str]) -> System:
        gold, folder = [self._gold[key] for key in keys], self._folder / str(len(keys))
        left = [article for article in self.campaign.pool.articles if article.id not in set(keys)]
        return trained(gold, folder, self.run.seed, left)

    @property
    def _folder(self) -> Path:
        return self.campaign.work / f"{self.run.order}-{self.run.seed}"

    def _suggestions(self) -> dict[str, Record]:
        """The suggestions of the last round's model. Trains it again if they are not there any more."""
        done = self.run.chosen
        if not done:
            return self.campaign.first
        path = self._kept(len(done))
        if not path.is_file():
            return self._keep_suggestions(self._train(done), done)
        return {record.article.id: record for record in jsonl.read_records(path)}

    def _keep_suggestions(self, system: System, done: Sequence[str]) -> dict[str, Record]:
        """Suggests for the articles that are left after ``done``, and writes a file that a stop leaves."""
        pool = self.campaign.pool
        left = [article for article in pool.articles if article.id not in set(done)]
        made = suggestions(left, pool, system) if left else {}
        path = self._kept(len(done))
        path.parent.mkdir(parents=True, exist_ok=True)
        jsonl.write(path, made.values())
        return made

    def _kept(self, number: int) -> Path:
        return self._folder / f"{number}.jsonl"


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
        "articles": len(campaign.pool.records),
        "round": ROUND,
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


def main(arguments: Sequence[str] | None = None) -> None:
    """Goes on with the simulation, and prints the tables. With --docs, writes them into the page."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.simulate_queue",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--order", choices=[*Order], help="only this order")
    parser.add_argument("--seed", type=int, nargs="+", help="only these seeds")
    parser.add_argument("--rounds", type=int, help="stop each run after so many more rounds")
    parser.add_argument("--report", action="store_true", help="only the tables, of what is there")
    parser.add_argument("--docs", action="store_true", help="put the tables into docs/ordering.md")
    options = parser.parse_args(arguments)
    runs = all_runs()
    if not options.report:
        shared = shared_folder()
        if shared is None:
            raise SystemExit("The pool is not here: set ANNOTATE_SHARED to the folder that has it.")
        pool = GoldSet("wikineural-fr-pool", shared / "data" / "wikineural-fr-pool.jsonl.gz", ONTOLOGY, False)
        campaign = Campaign(pool, wikineural(shared))
        skipped: set[tuple[str, int]] = set()
        while left := [one for one in planned(runs, len(pool.records)) if one not in skipped]:
            order, seed = left[0]
            skipped.add((order, seed))
            if (options.order or order) != order or seed not in (options.seed or [seed]):
                continue
            simulation(campaign, order, seed).go_on(options.rounds)
            runs = all_runs()
    lines = lines_of(runs, CHOOSING, CONFIRMING)
    print("\n".join(lines))
    if options.docs:
        write_part(PAGE, PART, lines)


if __name__ == "__main__":
    main()
