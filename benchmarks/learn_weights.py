"""Learns the built-in weights anew from all open gold, and writes configs/weights.

Writes the weights of entities, those of each judge, and the training rows that a campaign's gold is mixed
with. The same gold and rules give the same bytes. Nothing is learned from WikiNEuRal, whose licence forbids
commercial use.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from annotate.core.article import Article
from annotate.core.configs import WEIGHTS
from annotate.core.ontology import Ontology
from annotate.gold.identity import identity
from annotate.gold.load import load_gold
from annotate.prelabel.interface.registry import LabelerContext, make_labelers
from annotate.prelabel.interface.weights_setting import ENTITIES, NONE
from annotate.prelabel.judging.arguments import ARGUMENTS
from annotate.prelabel.judging.article_types import TYPES
from annotate.prelabel.judging.linear import LinearModel
from annotate.prelabel.pipeline import DEFAULT_ORDER
from annotate.train.judges.collecting import ArticleWithGold, Collected, collect
from annotate.train.judges.fitting import FitSettings
from annotate.train.judges.learned import Learned
from annotate.train.judges.learner import Learner
from annotate.train.judges.learners import learners
from annotate.train.judges.learning import ROWS_FILE, Options, learn, versions_of
from annotate.train.judges.merging_weights import FOLDS, fifths
from annotate.train.judges.rows_file import StoredRows, save_rows
from benchmarks.folds import OPEN, by_kind
from benchmarks.gold_sets import CLAUSES, ROOT, GoldSet, analyser_of

ONTOLOGY = "diplomacy"
# Our gold has a single type without a trigger: docs/decisions/059-judge-of-article-types.md
OF_CAMPAIGNS = frozenset({TYPES})  # judges that are learned from a campaign's gold alone, and not shipped
CLAUSE_WEIGHT = 0.3  # of a row; docs/decisions/052-judged-arguments.md
LEAST = FitSettings().least  # rows that have a feature: linear judges leave out rarer features anyway


def articles_of(gold: GoldSet) -> list[ArticleWithGold]:
    """The articles of ``gold`` with their annotations."""
    return [
        (record.article, record.annotation) for record in gold.records if isinstance(record.article, Article)
    ]


def shipped_learners() -> tuple[Learner, ...]:
    """The learners of the judges whose weights come with the toolkit."""
    return tuple(learner for learner in learners() if learner.judge not in OF_CAMPAIGNS)


def context_without_judges() -> LabelerContext:
    """The settings of the default labelers, so that they propose by rules alone."""
    return LabelerContext(Ontology.load(ONTOLOGY), ("fr", "en"), analyser_of(ungluing=True), weights=NONE)


def collected_from(sets: Sequence[GoldSet]) -> Collected:
    """The rows of all judges from ``sets``. Exits if an article cannot be labelled."""
    context = context_without_judges()
    labelers = make_labelers(DEFAULT_ORDER, context)
    articles = [pair for gold in sets for pair in articles_of(gold)]
    made = collect(articles, labelers, context, shipped_learners())
    if made.failed:
        raise SystemExit("\n".join(map(str, made.failed)))
    return made


def stored(collected: Collected, sets: Sequence[GoldSet]) -> StoredRows:
    """The rows as they come with the toolkit."""
    context = context_without_judges()
    labelers = make_labelers(DEFAULT_ORDER, context)
    return StoredRows(
        collected.rows,
        {gold.name: [article.id for article in gold.articles] for gold in sets if gold is not CLAUSES},
        collected.languages,
        {gold.name: f"sha256:{identity(load_gold(gold.path))['sha256']}" for gold in sets},
        versions_of(context.ontology, collected.languages, context.analyser),
        context.ontology.id,
        frozenset(item.name for item in labelers if "entities" in item.provides),
    )


def with_clauses(collected: Collected) -> Collected:
    """Adds the simple clauses to the rows of arguments. No other judge learns from them, and none is tested.

    They hold one event per sentence and few names, as no dispatch does.
    """
    rows = [replace(row, weight=CLAUSE_WEIGHT) for row in collected_from((CLAUSES,)).rows[ARGUMENTS]]
    return replace(collected, rows={**collected.rows, ARGUMENTS: [*collected.rows[ARGUMENTS], *rows]})


def learned_from(collected: Collected, rows: StoredRows) -> Learned:
    """All judges, learned from the rows alone, and checked by leaving out one kind of text at a time."""
    context = context_without_judges()
    labelers = make_labelers(DEFAULT_ORDER, context)
    options = Options(sets=rows.sets, folds=_folds(collected))
    return learn(collected, shipped_learners(), labelers, context.ontology, rows.versions, options)


def _folds(collected: Collected) -> list[list[int]]:
    """The numbers of the articles that are tested together: each kind of text, and fifths of a large kind.

    Without the diplomatic dispatches, half of all articles, the weights would be others than those shipped.
    """
    articles = collected.articles
    folds: list[list[int]] = []
    for _, kind, _ in by_kind(range(len(articles)), lambda number: articles[number].id):
        large = len(kind) > len(articles) / FOLDS
        parts = fifths(len(kind)) if large else [list(range(len(kind)))]
        folds += [[kind[number] for number in part] for part in parts]
    return folds


def write(collected: Collected, sets: Sequence[GoldSet], folder: Path) -> Learned:
    """Writes all files of the built-in weights below ``folder``."""
    rows = stored(collected, sets)
    learned = learned_from(collected, rows)
    learned.weights.save(folder / f"{ONTOLOGY}.json")
    for item in learned.judges:
        if item.model is None:  # gold has nothing for it
            continue
        assert isinstance(item.model, LinearModel), item.judge
        model = item.model
        if CLAUSES.name in rows.digests and item.judge == ARGUMENTS:
            origin = model.learned_from
            method = f"{origin.method}; also on {len(CLAUSES.articles)} articles of simple clauses"
            model = model.model_copy(update={"learned_from": origin.model_copy(update={"method": method})})
        model.save(folder / ONTOLOGY / f"{item.judge}.json")
    linear = {judge: LEAST for judge in rows.rows if judge != ENTITIES}
    save_rows(folder / ONTOLOGY / ROWS_FILE, rows, least=linear)
    return learned


def main(arguments: Sequence[str] | None = None) -> None:
    """Learns, writes, and prints how each judge decides on kinds of text that it was not learned from."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.learn_weights", description=__doc__)
    parser.add_argument(
        "-o", "--output", type=Path, default=ROOT / "configs" / WEIGHTS.folder, metavar="FOLDER"
    )
    parser.add_argument(
        "--without", choices=[gold.name for gold in OPEN], help="leave this set of gold out, to measure on it"
    )
    options = parser.parse_args(arguments)
    sets = [gold for gold in OPEN if gold.name != options.without]
    learned = write(with_clauses(collected_from(sets)), (*sets, CLAUSES), options.output)
    weights, checked = learned.weights, learned.checked
    print(f"{ENTITIES}: {weights.candidates} decisions in {weights.articles} articles, {weights.version}.")
    print(f"Strict F1 {checked.weighted.f1:.3f}, by priority {checked.by_priority.f1:.3f}; kinds left out.")
    print("Calibrated." if weights.calibrated else f"Not calibrated: {weights.why_not_calibrated}.")
    for item in learned.judges:
        if item.model is None:
            print(f"{item.judge}: not learned, {item.why_not}.")
            continue
        print(
            f"{item.judge}: {item.rows} decisions, {item.decisions.right:.3f} right by leaving kinds out,"
            f" version {item.model.version}."
        )


if __name__ == "__main__":
    main()
