"""The built-in weights: what they are learned from, and when they are stale."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from annotate.core.configs import configs_folder
from annotate.gold.identity import identity
from annotate.gold.load import load_gold
from annotate.prelabel.interface.registry import make_labelers
from annotate.prelabel.interface.weights_setting import ENTITIES
from annotate.prelabel.judging.arguments import ARGUMENTS
from annotate.prelabel.judging.linear import LinearModel
from annotate.prelabel.merging.weights import Weights
from annotate.prelabel.pipeline import DEFAULT_ORDER
from annotate.train.judges.fitting import TrainingRow
from annotate.train.judges.learner import Origin
from annotate.train.judges.learning import ROWS_FILE, shipped_rows, versions_of
from annotate.train.judges.merging_weights import fit_entities
from annotate.train.judges.rows_file import StoredRows
from benchmarks.folds import OPEN
from benchmarks.gold_sets import CLAUSES, SAMPLE
from benchmarks.learn_weights import collected_from, context_without_judges, shipped_learners

FOLDER = configs_folder() / "weights"
SHIPPED = FOLDER / "diplomacy"
STALE = "the built-in weights are stale; run: make weights"
# The share of decisions on the sample that may differ from the rows that were learned from. Rules change in
# small steps, and weights fit them until they have moved away.
MOST_CHANGED = 0.05
Decision = tuple[str, frozenset[str], str]  # article, features, right class


@cache
def rows() -> StoredRows:
    stored = shipped_rows(context_without_judges().ontology)
    assert stored is not None
    return stored


def test_they_are_learned_from_our_own_articles_alone() -> None:
    weights = Weights.load(FOLDER / "diplomacy.json")
    sets = {gold.name: len(gold.articles) for gold in OPEN}
    assert weights.sets == rows().sets == sets
    for path in SHIPPED.glob("*.json"):
        model = LinearModel.load(path)
        assert (model.judge, model.learned_from.sets) == (path.stem, sets)
        assert ("simple clauses" in model.learned_from.method) is (model.judge == ARGUMENTS), STALE
    assert (FOLDER / "diplomacy.json").stat().st_size + sum(
        path.stat().st_size for path in SHIPPED.iterdir()
    ) < 1_300_000


def test_the_gold_that_they_are_learned_from_is_what_lies_here() -> None:
    digests = {gold.name: f"sha256:{identity(load_gold(gold.path))['sha256']}" for gold in (*OPEN, CLAUSES)}
    assert rows().digests == digests, STALE


def test_ontology_and_parser_models_are_those_that_they_were_learned_with() -> None:
    context = context_without_judges()
    now = versions_of(context.ontology, rows().languages, context.analyser)
    assert rows().versions == now, STALE
    weights = Weights.load(FOLDER / "diplomacy.json")
    assert weights.versions == now, STALE


def test_each_judge_but_those_of_campaigns_is_shipped_with_its_rows() -> None:
    judges = {learner.judge for learner in shipped_learners()}
    assert rows().rows.keys() == judges, STALE
    assert {path.stem for path in SHIPPED.glob("*.json")} == judges - {ENTITIES}, STALE
    assert {path.name for path in SHIPPED.iterdir()} == {
        ROWS_FILE,
        *(f"{judge}.json" for judge in judges - {ENTITIES}),
    }


def test_the_weights_of_entities_are_what_the_shipped_rows_give() -> None:
    shipped = Weights.load(FOLDER / "diplomacy.json")
    again = fit_entities(
        rows().rows[ENTITIES],
        context_without_judges().ontology,
        shipped.labelers,
        shipped.threshold,
        languages=rows().languages,
        sets=rows().sets,
    )
    assert again.candidates == shipped.candidates, STALE
    assert again.weights.keys() == shipped.weights.keys()
    for name, weight in again.weights.items():  # the last digit may differ on another machine
        assert weight == pytest.approx(shipped.weights[name], abs=2e-3), name


def test_every_other_judge_decides_as_the_shipped_rows_teach() -> None:
    context = context_without_judges()
    labelers = make_labelers(DEFAULT_ORDER, context)
    origin = Origin(context.ontology, labelers, rows().sets, rows().languages, rows().versions)
    for learner in shipped_learners():
        if learner.judge == ENTITIES:
            continue
        shipped = LinearModel.load(SHIPPED / f"{learner.judge}.json")
        of_judge = rows().rows[learner.judge]
        again = learner.fit(of_judge, origin)
        for row in of_judge[:: max(len(of_judge) // 200, 1)]:
            expected = learner.probabilities(shipped, row)
            assert learner.probabilities(again, row) == pytest.approx(expected, abs=0.02), STALE


def decisions(made: list[TrainingRow], known: frozenset[str]) -> Counter[Decision]:
    return Counter((row.group, frozenset(row.features) & known, row.label) for row in made)


def test_the_rules_still_propose_what_the_weights_were_learned_from() -> None:
    now = collected_from([SAMPLE])
    articles = {record.article.id for record in SAMPLE.records}
    for judge, stored in rows().rows.items():
        known = frozenset(name for row in stored for name in row.features)
        before = decisions([row for row in stored if row.group in articles], known)
        after = decisions(now.rows[judge], known)
        changed = max(before.total(), after.total()) - (before & after).total()
        share = changed / max(before.total(), 1)
        assert share <= MOST_CHANGED, f"{judge}: {share:.0%} of the decisions have changed; {STALE}"
