"""Cross-fitting: each article is read by a model that has not seen it, and weights are learned from that."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from annotate.core.annotation import Annotation, Status
from annotate.core.article import Article
from annotate.core.errors import ConfigError, InputError
from annotate.core.matching import micro
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.gold.load import load_gold
from annotate.prelabel.interface.draft import drafts_of
from annotate.prelabel.interface.registry import LabelerContext, make_labelers
from annotate.prelabel.interface.weights_setting import NONE
from annotate.prelabel.judging.linear import RIGHT, WRONG
from annotate.prelabel.merging.candidates import Candidate
from annotate.train.entities.base_model import load_base
from annotate.train.entities.cross_fitting import CrossFitted, cross_fit, text_folds
from annotate.train.entities.fitting import RECIPE
from annotate.train.entities.training import Training
from annotate.train.judges.collecting import collect
from annotate.train.judges.entities import EntityLearner
from annotate.train.judges.fitting import TrainingRow
from annotate.train.judges.learning import without
from annotate.train.judges.merging_weights import fit_entities, learn_from_gold

RELEASE = Path(__file__).parents[3] / "exports" / "sample-1.0.0"
DIPLOMACY = Ontology.load("diplomacy")


@pytest.fixture(scope="module")
def records() -> list[GoldRecord]:
    return list(load_gold(RELEASE))[:4]


@pytest.fixture(scope="module")
def training(records: Sequence[GoldRecord]) -> Training:
    base = load_base(None, "fr", None, DIPLOMACY, records)
    return Training(base, DIPLOMACY, recipe=replace(RECIPE, passes=3, least_updates=1, least_nested=1))


@pytest.fixture(scope="module")
def crossed(training: Training, records: Sequence[GoldRecord]) -> CrossFitted:
    return cross_fit(training, records)


def test_each_article_is_read_once_by_a_model_of_the_others(
    crossed: CrossFitted, records: Sequence[GoldRecord], training: Training
) -> None:
    assert set(crossed.found) == {record.text for record in records}
    assert micro(dict(crossed.scores)).gold == sum(len(record.entities) for record in records)
    assert crossed.curve[crossed.passes - 1] == max(crossed.curve) == micro(dict(crossed.scores)).f1
    own = training.train(records, held_out=records, passes=crossed.passes)
    assert micro(dict(crossed.scores)).f1 < own.fitted.curve[-1]  # a model knows its own articles better


def test_the_labeler_in_place_of_the_model_gives_weights_that_count_it(
    crossed: CrossFitted, records: Sequence[GoldRecord]
) -> None:
    context = LabelerContext(DIPLOMACY, ("fr",), weights=NONE)
    labelers = [crossed.labeler("round-1"), *make_labelers(["spacy", "gazetteer"], context)]
    given = [(record.article, record.annotation) for record in records if isinstance(record.article, Article)]
    collected = collect(given, labelers, context, [EntityLearner()])
    assert collected.failed == []
    finding = {labeler.name: labeler.version for labeler in labelers}
    weights, _ = learn_from_gold(collected.articles, DIPLOMACY, finding, threshold=0.25)
    assert weights.labelers["trained"] == "round-1"
    assert weights.weights["by=trained"] > 0


def test_where_time_is_short_the_model_makes_as_many_passes_as_those_that_were_measured(
    training: Training, records: Sequence[GoldRecord]
) -> None:
    hurried = Training(training.base, DIPLOMACY, recipe=training.recipe, until=time.monotonic())
    crossed = cross_fit(hurried, records)
    assert crossed.passes == 1
    (notice,) = crossed.notices
    assert notice.startswith("the time was over after 1 pass")
    whole = hurried.train(records, passes=crossed.passes)
    assert (whole.fitted.passes, whole.fitted.stopped, whole.notices) == (1, False, [])


def test_a_text_that_no_model_has_read_is_refused(crossed: CrossFitted) -> None:
    analyser = LabelerContext(DIPLOMACY, ("fr",)).analyser
    nothing = Annotation(author="rules", status=Status.SUGGESTED)
    (draft,) = drafts_of([Article(id="other", text="Un autre texte.", language="fr")], analyser, nothing)
    with pytest.raises(ConfigError, match="article other: was not read by the models"):
        crossed.labeler("1").label([draft])


def test_one_article_cannot_be_cross_fitted(training: Training, records: Sequence[GoldRecord]) -> None:
    with pytest.raises(InputError, match="at least two articles"):
        cross_fit(training, records[:1])


def test_the_same_text_is_in_one_fold_only(records: Sequence[GoldRecord]) -> None:
    doubled = [*records, *records]
    for folds in (None, [[0, 5], [1, 4], [2, 3, 6, 7]]):
        made = text_folds(doubled, folds, 0)
        assert sorted(number for fold in made for number in fold) == list(range(8))
        for fold in made:
            assert {(number + 4) % 8 for number in fold} == set(fold)


def test_rows_made_without_the_model_say_nothing_of_its_silence() -> None:
    """Shipped rows: spaCy alone is right. With a model in the run, what spaCy alone finds is wrong."""
    names = ("label=PER", "by=spacy", "PER by=spacy", "alone=spacy")
    shipped = [TrainingRow(names, RIGHT, "shipped")] * 60 + [TrainingRow(names, WRONG, "shipped")] * 6
    both = ("label=PER", "by=spacy", "PER by=spacy", "by=trained", "PER by=trained")
    own = [TrainingRow(both, RIGHT, "own")] * 20 + [TrainingRow(names, WRONG, "own")] * 10
    labelers = {"spacy": "1", "trained": "1"}
    candidate = Candidate(0, 3, "PER", suggested_by=("spacy",))

    def probability(rows: list[TrainingRow]) -> float:
        weights = fit_entities([*rows, *own], DIPLOMACY, labelers, 0.25, languages=["fr"], sets={"gold": 1})
        assert not any("without=" in name for name in weights.weights)
        return weights.probability(candidate, "fr", 0.5)

    assert probability(shipped) > 0.6
    assert probability([without(row, ["trained"]) for row in shipped]) < 0.4
