"""A little gold of a campaign does not make the judges worse on the campaign's other articles."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random
from statistics import mean

import pytest

from annotate.prelabel.interface.registry import make_labelers
from annotate.prelabel.interface.weights_setting import ENTITIES
from annotate.prelabel.pipeline import DEFAULT_ORDER
from annotate.train.judges.comparing import decide
from annotate.train.judges.learner import Learner, Origin
from annotate.train.judges.learning import shipped_rows
from benchmarks.folds import DIPLOMACY, kind_of
from benchmarks.gold_sets import KINDS, SAMPLE
from benchmarks.learn_weights import context_without_judges, shipped_learners
from benchmarks.little_gold import DRAWS, ROWS, SIZES, Campaign, diplomatic, draws

SEED = 7
FEW_DRAWS = 3
DECISIONS = 12_000  # a judge with few rows has more draws, so that its share of right decisions is as exact
NOISE = 0.002  # of a share of right decisions, with so many decisions


@cache
def origin() -> Origin:
    context = context_without_judges()
    labelers = make_labelers(DEFAULT_ORDER, context)
    return Origin(context.ontology, labelers, {"mine": 1}, ("en", "fr"), {"ontology": context.ontology.id})


@pytest.mark.parametrize("learner", shipped_learners(), ids=lambda learner: str(learner.judge))
def test_five_articles_of_another_kind_make_no_judge_worse(learner: Learner) -> None:
    stored = shipped_rows(origin().ontology)
    assert stored is not None
    rows = stored.rows[learner.judge]
    toolkit = [row for row in rows if kind_of(row.group) != DIPLOMACY]
    campaign = [row for row in rows if kind_of(row.group) == DIPLOMACY]
    articles = sorted({row.group for row in campaign})
    before = learner.fit(toolkit, origin())
    random = Random(SEED)
    losses, right = [], []
    for _ in range(max(FEW_DRAWS, DECISIONS // len(campaign))):
        drawn = frozenset(random.sample(articles, 5))
        after = learner.fit([*toolkit, *(row for row in campaign if row.group in drawn)], origin())
        rest = [row for row in campaign if row.group not in drawn]
        one, other = decide(learner, after, rest), decide(learner, before, rest)
        losses.append(one.loss - other.loss)
        right.append(one.right - other.right)
    assert mean(losses) <= 0, "the probabilities of the judge fit the campaign's articles less well"
    assert mean(right) >= -NOISE


@pytest.mark.slow  # thirty campaigns, each with suggestions for 55 articles
def test_a_campaign_s_gold_makes_its_suggestions_no_worse(tmp_path: Path) -> None:
    campaign = Campaign((SAMPLE, KINDS), diplomatic(tmp_path), tmp_path)
    made = list(draws(campaign, SIZES, DRAWS))
    assert ENTITIES in campaign.models
    for size in SIZES:
        of_size = [draw for draw in made if draw.size == size]
        for row in ROWS:
            title = row[3]
            assert mean(draw.gains[title].value for draw in of_size) >= 0, f"{title} with {size} articles"
            assert not [draw for draw in of_size if draw.worse(title)], f"{title} with {size} articles"
