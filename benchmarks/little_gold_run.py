"""One training on a few articles of a campaign: suggestions for the others before and with the model.

The toolkit that this runs with must not have learned from the campaign's kinds of text: see
`campaign_corpora.toolkit_without`.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from annotate.campaign.setup.new_project import new_project
from annotate.campaign.suggestions.suggest import suggest
from annotate.campaign.training.train import train_model
from annotate.core import jsonl
from annotate.core.record import GoldRecord, Record
from annotate.evaluate.bootstrap import SEED
from annotate.evaluate.effort.replay import Replayed, compare_costs, replay
from annotate.evaluate.scores import difference, score
from annotate.project import STATE_VARIABLE, Project
from annotate.train.whole.trainer import TrainedModel
from benchmarks.campaign_models import use
from benchmarks.gold_sets import GoldSet
from benchmarks.little_gold import RESAMPLES, ROWS, as_if_in_lexicon
from benchmarks.quality import find
from benchmarks.run_files import read_run, save_run
from benchmarks.systems import compared

ACTIONS = "correction actions"  # gestures an article, without the one that submits
MEASURES = (*(row[3] for row in ROWS), ACTIONS)
_LANGUAGE = "fr"  # of most articles; a project takes English ones, too


class Change(NamedTuple):
    """A measure before and with the model, their difference, and its 95 % interval.

    F1 of `ROWS`, of which more is better, or `ACTIONS`, of which fewer are better.
    """

    before: float
    now: float
    difference: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Run:
    """One training on ``size`` articles, and the changes on the ``articles`` others.

    ``setting`` says what the result depends on besides size and draw. ``refused`` says why there is no model;
    the suggestions with it are then those before. ``expected`` is what the training has measured itself, by
    cross-validation of the articles that it learned from; its names are the mentions of all labels.
    """

    size: int
    draw: int
    setting: dict[str, str | int | float]
    drawn: tuple[str, ...]
    articles: int
    refused: str | None
    verdict: str | None
    notices: tuple[str, ...]
    seconds: int
    changes: dict[str, Change]
    expected: dict[str, Change] = field(default_factory=dict)


def path_of(size: int, draw: int, folder: Path) -> Path:
    """The file of a run."""
    return folder / f"{size}-{draw}.json"


def save(run: Run, path: Path) -> None:
    """Writes the file of a run that has ended."""
    data = asdict(run)
    for name in ("changes", "expected"):
        data[name] = {measure: change._asdict() for measure, change in data[name].items()}
    save_run(data, path)


def load(path: Path) -> Run:
    """Reads what `save` wrote."""
    data: dict[str, Any] = read_run(path)
    for name in ("changes", "expected"):
        data[name] = {measure: Change(**figures) for measure, figures in data[name].items()}
    return Run(**{**data, "drawn": tuple(data["drawn"]), "notices": tuple(data["notices"])})


def all_runs(folder: Path) -> list[Run]:
    """The runs of a folder, by size and draw."""
    runs = [load(path) for path in folder.glob("*.json")]
    return sorted(runs, key=lambda run: (run.size, run.draw))


def divided(gold: GoldSet, size: int, draw: int) -> tuple[list[GoldRecord], list[GoldRecord]]:
    """The articles to learn from, and the others, both by id. A larger size of a draw adds articles."""
    records = sorted(gold.records, key=lambda record: record.article.id)
    if not 0 < size < len(records):
        raise SystemExit(f"{size} of {len(records)} articles leave none to learn from or to measure on.")
    ids = [record.article.id for record in records]
    random.Random(draw).shuffle(ids)  # which articles are corrected, no secret
    drawn = set(ids[:size])
    return (
        [record for record in records if record.article.id in drawn],
        [record for record in records if record.article.id not in drawn],
    )


def measured(
    gold: GoldSet,
    size: int,
    draw: int,
    *,
    seconds: float,
    setting: dict[str, str | int | float],
    folder: Path,
) -> Run:
    """Trains on ``size`` articles of ``gold``, for at most ``seconds``, and measures on the others.

    The others are also the unlabelled articles of the training, as in `annotate round`: it sees their texts,
    and never their gold. ``folder`` is for files that nobody keeps.
    """
    drawn, rest = divided(gold, size, draw)
    part, others = folder / "drawn.jsonl", folder / "others.jsonl"
    jsonl.write(part, drawn)
    jsonl.write(others, rest)
    os.environ[STATE_VARIABLE] = str(folder / "state")
    project = new_project(
        folder / "project", name="little-gold", language=_LANGUAGE, ontology=gold.ontology_name, url=None
    )
    left = GoldSet("others", others, gold.ontology_name, gold.events)
    before = _suggested(project, left, folder / "before.jsonl")
    model = project.root / "models" / "first"
    begun = time.monotonic()
    trained = train_model(part, model, project=project, seconds=seconds, seed=draw, articles=left.articles)
    took = time.monotonic() - begun
    now = before
    if trained.refused is None:
        now = _suggested(use(project, model), left, folder / "now.jsonl")
    made = trained.model if isinstance(trained, TrainedModel) else None
    return Run(
        size=size,
        draw=draw,
        setting=setting,
        drawn=tuple(record.article.id for record in drawn),
        articles=len(rest),
        refused=trained.refused,
        verdict=None if made is None or made.verdict is None else made.verdict.value,
        notices=tuple(trained.notices),
        seconds=round(took),
        changes=changes(left, before, now),
        expected={
            one.measure: Change(one.before, one.now, one.difference, one.low, one.high)
            for one in (made.scores if made is not None else ())
        },
    )


def changes(gold: GoldSet, before: Sequence[Record], now: Sequence[Record]) -> dict[str, Change]:
    """How the suggestions ``now`` differ from those ``before``, each in the order of the articles of gold.

    The intervals are paired: both sides are resampled by the same articles.
    """
    known = as_if_in_lexicon(gold)
    new, old = ([one.counts for one in compared(gold, side, known)] for side in (now, before))
    gained = difference(new, old, RESAMPLES, SEED)
    found = {}
    for row in ROWS:
        gain, is_now, was = (find(scores, row) for scores in (gained, score(new), score(old)))
        if gain is not None:
            one, other = (0.0 if side is None else side.f1.value for side in (was, is_now))
            found[row[3]] = Change(one, other, gain.f1.value, gain.f1.low, gain.f1.high)
    costs = compare_costs(_replayed(gold, now), _replayed(gold, before))
    found[ACTIONS] = Change(
        costs.other.gestures / costs.articles,
        costs.one.gestures / costs.articles,
        costs.difference.value,
        costs.difference.low,
        costs.difference.high,
    )
    return found


def _replayed(gold: GoldSet, records: Sequence[Record]) -> Replayed:
    pairs = zip(gold.records, records, strict=True)
    return replay(
        ((wanted.article.id, found.annotation, wanted.annotation) for wanted, found in pairs), gold.ontology
    )


def _suggested(project: Project, gold: GoldSet, path: Path) -> list[Record]:
    """The suggestions of a project for the articles of ``gold``, in their order. Exits if one fails."""
    articles = path.with_suffix(".articles.jsonl")
    with articles.open("w", encoding="utf-8") as file:
        for article in gold.articles:
            file.write(article.model_dump_json(exclude_defaults=True) + "\n")
    report = suggest(project, [str(articles)], path)
    if report.summary.failed:
        raise SystemExit("\n".join(map(str, report.summary.failed)))
    found = {record.article.id: record for record in jsonl.read_records(path)}
    return [found[article.id] for article in gold.articles]
