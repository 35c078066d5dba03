"""Simulates whole campaigns on a real Label Studio: python -m benchmarks.simulate_campaign.

A campaign has three rounds. In each, a scripted annotator of a stated quality corrects the articles that
Label Studio's queue serves, and a model is trained on all that was corrected. The third round's suggestions
are compared with the first ones, on the articles of the third round. Two corpora, two orders, three seeds.

Each campaign runs in a process of its own. Its file in benchmarks/campaign_results/ is written after each
round. A stopped campaign goes on with the step that was stopped; campaigns that have ended are not repeated.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from annotate.core.files import writing
from benchmarks.campaign_corpora import AIMS, WORK, Corpus, corpora, run_in, toolkit_without
from benchmarks.campaign_picture import picture_of
from benchmarks.campaign_report import lines_of
from benchmarks.campaign_rounds import Campaign
from benchmarks.campaign_run import ORDERS, RESULTS, ROUNDS, SEEDS, CampaignRun, all_runs, load, path_of, save
from benchmarks.generated_parts import write_part
from benchmarks.gold_sets import ROOT, VARIABLE, shared_folder
from benchmarks.run_files import check_setting
from benchmarks.scripted_quality import CAREFUL

SECONDS = 1800.0  # at most, for one training; a busy machine must not decide
PAGE, PART, PICTURE = ROOT / "docs" / "rounds.md", "campaigns", ROOT / "docs" / "rounds.svg"


def setting(corpus: Corpus) -> dict[str, str | int | float]:
    """What the results depend on, besides corpus, order and seed."""
    return {
        "articles": len(corpus.gold.records),
        "rounds": ROUNDS,
        "round": corpus.size,
        "seconds": SECONDS,
        **asdict(CAREFUL),
        "spacy": version("spacy"),
        "scikit-learn": version("scikit-learn"),
        "label-studio": version("label-studio"),
    }


def begun(corpus: Corpus, order: str, seed: int, results: Path) -> CampaignRun:
    """The campaign as far as its file goes. Exits if it has not ended and is of another setting."""
    path, now = path_of(corpus.name, order, seed, results), setting(corpus)
    if not path.is_file():
        return CampaignRun(corpus.name, order, seed, now)
    run = load(path)
    if not run.has_ended:
        check_setting(path, run.setting, now)
    return run


def planned(runs: Sequence[CampaignRun], names: Sequence[str]) -> list[tuple[str, str, int]]:
    """The campaigns that are left: first all of a seed, so that the orders can be compared early."""
    ended = {(run.corpus, run.order, run.seed) for run in runs if run.has_ended}
    every = [(name, order, seed) for seed in SEEDS for name in names for order in ORDERS]
    return [one for one in every if one not in ended]


def simulate(corpus: Corpus, order: str, seed: int, rounds: int | None, results: Path, work: Path) -> None:
    """Does the rounds of one campaign that are left, in this process."""
    run = begun(corpus, order, seed, results)
    if run.has_ended:
        return
    folder = work / f"{corpus.name}-{order}-{seed}"
    path = path_of(corpus.name, order, seed, results)
    Campaign(corpus, run, CAREFUL, SECONDS, folder).go_on(rounds, lambda made: save(made, path))


def main(arguments: Sequence[str] | None = None) -> None:
    """Goes on with the campaigns, and prints the tables. With --docs, writes them into the page."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.simulate_campaign",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    known = {corpus.name: corpus for corpus in corpora()}
    parser.add_argument("--corpus", choices=[*AIMS], help="only this corpus")
    parser.add_argument("--order", choices=ORDERS, help="only this order")
    parser.add_argument("--seed", type=int, nargs="+", help="only these seeds")
    parser.add_argument("--rounds", type=int, help="stop each campaign after so many more rounds")
    parser.add_argument("--report", action="store_true", help="only the tables, of what is there")
    parser.add_argument("--docs", action="store_true", help="put tables and curves into docs/rounds.md")
    parser.add_argument("--results", type=Path, default=RESULTS, help="the folder of the campaigns' files")
    parser.add_argument("--work", type=Path, default=WORK, help="the folder of campaigns that have not ended")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)  # one campaign, this process
    options = parser.parse_args(arguments)
    if options.corpus not in (None, *known) and not options.report:
        raise SystemExit(f"The {options.corpus} is not here: set {VARIABLE} to the folder that has it.")
    if options.here:
        (seed,) = options.seed
        corpus = known[options.corpus]
        simulate(corpus, options.order, seed, options.rounds, options.results, options.work)
        return
    if not options.report:
        for missing in AIMS.keys() - known.keys():
            print(f"No campaign of the {missing}: set {VARIABLE} to the folder that has it.")
        for name, order, seed in planned(all_runs(options.results), [*known]):
            chosen = (options.corpus or name, options.order or order)
            if chosen == (name, order) and seed in (options.seed or [seed]):
                _run(known[name], order, seed, options.rounds, options.results, options.work)
    runs = all_runs(options.results)
    lines = lines_of(runs)
    print("\n".join(lines))
    if options.docs:
        write_part(PAGE, PART, lines)
        with writing(PICTURE) as file:
            file.write(picture_of(runs))


def _run(corpus: Corpus, order: str, seed: int, rounds: int | None, results: Path, work: Path) -> None:
    """Runs one campaign in a process of its own, and in a toolkit that has not learned from its articles."""
    work = work.resolve()
    toolkit = ROOT if corpus.withheld is None else toolkit_without(corpus.withheld, work)
    arguments = ["--here", "--corpus", corpus.name, "--order", order, "--seed", str(seed)]
    arguments += ["--results", str(results.resolve()), "--work", str(work)]
    if rounds is not None:
        arguments += ["--rounds", str(rounds)]
    if (shared := shared_folder()) is not None:
        os.environ[VARIABLE] = str(shared.resolve())  # a copy of the toolkit lies elsewhere
    if code := run_in(toolkit, "benchmarks.simulate_campaign", arguments):
        raise SystemExit(code)


if __name__ == "__main__":
    main()
