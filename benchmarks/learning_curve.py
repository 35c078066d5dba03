"""What 20, 50, 100 and 200 corrected documents do to the suggestions for documents that nobody has seen.

The documents of the WikiNEuRal pool are corrected on a real Label Studio by a script that knows the answers,
pulled and released. `annotate train` learns from parts of the release; the others are its unlabelled
articles. Each model is scored once on the development set, with the default labelers, by strict F1 of names.
A model that is refused leaves the default suggestions.

`--small-gold` measures what little gold of another kind makes a recogniser forget: it is trained on open
diplomatic dispatches, and scored alone on the development set beside the base model.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

from annotate.campaign.demo.scripted_annotator import sign_up, work_through
from annotate.campaign.release import Request, release
from annotate.campaign.server.sync import pull_file, push_file
from annotate.campaign.setup.new_project import new_project
from annotate.campaign.suggestions.suggest import suggest
from annotate.campaign.training.train import train_model
from annotate.core import jsonl
from annotate.core.article import Article
from annotate.core.matching import micro
from annotate.core.record import GoldRecord
from annotate.evaluate.scores import Figure
from annotate.gold.load import load_gold
from annotate.gold.making.options import ReleaseOptions
from annotate.gold.splitting.rule import SplitRule
from annotate.project import STATE_VARIABLE
from annotate.studio.api.client import Studio
from annotate.studio.server.embedded import EmbeddedServer
from annotate.train.entities.scoring import score_ner
from annotate.train.entities.trainer import train_ner
from annotate.train.whole.trainer import TrainedModel
from benchmarks.campaign_corpora import corpora
from benchmarks.generated_parts import table, write_part
from benchmarks.gold_sets import DEVELOPMENT, HELD_OUT, KINDS, ROOT, GoldSet, shared_folder, wikineural
from benchmarks.queue_training import names, system_of
from benchmarks.run_files import read_run, save_run
from benchmarks.systems import DEFAULT, NAMES

SIZES = (20, 50, 100, 200)
SEEDS = (0, 1, 2)
SECONDS = 1800.0  # at most, for one training
RESULTS = ROOT / "benchmarks" / "curve_results"
PAGE, PART = ROOT / "docs" / "rounds.md", "learning curve"
_FRENCH = "fr"


def corrected_pool(folder: Path) -> Path:
    """A release of the pool, corrected on a Label Studio that runs in ``folder``."""
    gold = next(one.gold for one in corpora() if one.name == "pool")
    project = new_project(
        folder / "project", name="pool", language=_FRENCH, ontology=gold.ontology_name, url=None
    )
    os.environ[STATE_VARIABLE] = str(folder / "state")
    project.keep_state()
    articles, suggestions = folder / "articles.jsonl", folder / "suggestions.jsonl"
    with articles.open("w", encoding="utf-8") as file:
        for article in gold.articles:
            file.write(article.model_dump_json(exclude_defaults=True) + "\n")
    suggest(project, [str(articles)], suggestions)
    answers = {record.article.id: record.annotation for record in gold.records}
    server = EmbeddedServer(project.state / "server")
    try:
        running = server.up()
        with Studio(running.url, server.credentials().token) as lead:
            pushed = push_file(project, lead, suggestions)
            assert pushed.project_id is not None, "a push makes a project"
            with Studio(running.url, sign_up(lead).token) as person:
                records = jsonl.read_records(suggestions)
                work_through(person, pushed.project_id, records, answers, project.ontology)
            pull_file(project, lead, folder / "annotations.jsonl")
    finally:
        server.down()
    options = ReleaseOptions(split=SplitRule((100, 0, 0)))
    return release(project, Request("pool", "1.0.0", options=options)).release.folder


def scored(gold: Path, size: int, seed: int, folder: Path, development: GoldSet) -> dict[str, Any]:
    """Trains on ``size`` documents, drawn with ``seed``, and scores the suggestions on ``development``."""
    records = sorted(load_gold(gold), key=lambda one: one.article.id)
    random.Random(seed).shuffle(records)  # which documents are corrected, no secret
    part = folder / f"gold-{size}-{seed}.jsonl"
    jsonl.write(part, records[:size])
    model = folder / f"model-{size}-{seed}"
    begun = time.monotonic()
    trained = train_model(
        part,
        model,
        seconds=SECONDS,
        seed=seed,
        articles=[one.article for one in records[size:] if isinstance(one.article, Article)],
    )
    took = time.monotonic() - begun
    f1, precision, recall = names(development, system_of(model))
    found: dict[str, Any] = {
        "size": size,
        "seed": seed,
        "f1": f1,
        "precision": precision,
        "recall": recall,
        "refused": trained.refused,
        "seconds": round(took),
    }
    if isinstance(trained, TrainedModel):
        found["compared"] = [one.model_dump(mode="json") for one in trained.model.scores]
    if model.is_dir():
        shutil.rmtree(model)
    return found


def small_gold(development: GoldSet) -> list[str]:
    """Strict F1 of PER, ORG and LOC on ``development``: the base model, and one trained on dispatches."""
    ontology = DEVELOPMENT.ontology
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gold.jsonl"
        jsonl.write(path, _french(DEVELOPMENT.records))
        others = [one.article for one in _french([*HELD_OUT.records, *KINDS.records])]
        unlabelled = [one for one in others if isinstance(one, Article)]
        gold = load_gold(path)
        rows: list[tuple[str, str, str]] = []
        for title, articles in (("no rehearsal", []), (f"{len(unlabelled)} unlabelled", unlabelled)):
            trained = train_ner(gold, language=_FRENCH, unlabelled=articles, seconds=SECONDS)
            assert trained.base.source is not None, "French has a base model"
            if not rows:
                rows.append(("the base model", "–", _on(development, trained.base.source, ontology)))
            rows.append((title, str(trained.articles), _on(development, trained.model, ontology)))
    return table(("trained", "dispatches", "F1 of names"), rows)


def _on(development: GoldSet, nlp: Any, ontology: Any) -> str:
    tallies = score_ner(nlp, development.records, ontology)
    return f"{micro({name: one for name, one in tallies.items() if name in NAMES}).f1:.3f}"


def _french(records: Sequence[GoldRecord]) -> list[GoldRecord]:
    return [record for record in records if record.article.language == _FRENCH]


def lines_of(runs: Sequence[dict[str, Any]], default: float) -> Iterator[str]:
    """The table of the page: the mean over seeds, the lowest and the highest."""
    rows = [("0", "–", f"{default:.3f}", "–", "–", "–")]
    for size in sorted({run["size"] for run in runs}):
        of_size = [run for run in runs if run["size"] == size]
        f1s = [run["f1"] for run in of_size]
        shown = Figure(mean(f1s), min(f1s), max(f1s))
        refused = sum(run["refused"] is not None for run in of_size)
        rows.append(
            (
                str(size),
                str(len(of_size)),
                f"{shown.value:.3f}",
                f"{shown.low:.3f}",
                f"{shown.high:.3f}",
                str(refused),
            )
        )
    yield from table(("documents", "seeds", "F1 of names", "lowest", "highest", "refused"), rows)


def main(arguments: Sequence[str] | None = None) -> None:
    """Does the runs that are missing, and prints the table. Finished runs are kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.learning_curve", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    parser.add_argument("--docs", action="store_true", help="renew the table in docs/rounds.md")
    parser.add_argument("--small-gold", action="store_true", help="measure forgetting instead")
    options = parser.parse_args(arguments)
    if (shared := shared_folder()) is None:
        raise SystemExit("The WikiNEuRal data is missing: name its folder with ANNOTATE_SHARED.")
    development = wikineural(shared)
    if options.small_gold:
        print("\n".join(small_gold(development)))
        return
    wanted = [(size, seed) for size in options.sizes for seed in options.seeds]
    missing = [one for one in wanted if not _file(*one).is_file()]
    if missing:
        with tempfile.TemporaryDirectory() as folder:
            gold = corrected_pool(Path(folder))
            for size, seed in missing:
                run = scored(gold, size, seed, Path(folder), development)
                save_run(run, _file(size, seed))
                print(f"{size} documents, seed {seed}: {run['f1']:.3f}, {run['seconds']} s", flush=True)
    runs = [read_run(path) for path in sorted(RESULTS.glob("*.json"))]
    lines = list(lines_of(runs, names(development, DEFAULT)[0]))
    print("\n".join(lines))
    if options.docs:
        write_part(PAGE, PART, lines)


def _file(size: int, seed: int) -> Path:
    return RESULTS / f"{size}-{seed}.json"


if __name__ == "__main__":
    main()
