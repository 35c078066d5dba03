"""One training fits the same rows once, and the model is the one that its learner fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.core.errors import InputError
from annotate.core.ontology import Ontology
from annotate.prelabel.interface.weights_setting import ENTITIES
from annotate.prelabel.judging.linear import RIGHT, WRONG, LinearModel
from annotate.train.judges.collecting import Collected
from annotate.train.judges.entities import EntityLearner
from annotate.train.judges.fitted_models import FittedModels
from annotate.train.judges.fitting import TrainingRow, fit
from annotate.train.judges.learner import Learner, Origin
from annotate.train.judges.learners import learners
from annotate.train.judges.learning import Options, learn
from tests.train.test_learning import MINE, VERSIONS, Colours, One, colours, origin

HERE = origin()
ELSEWHERE = Origin(
    Ontology.load("diplomacy"), [], {"gold": 4}, ("fr", "en"), {"parser fr": "other"}, {"threshold": 0.4}
)


def rows_of(learner: Learner) -> list[TrainingRow]:
    """Rows of two classes, with the features that a learner looks for."""
    return [
        TrainingRow((f"sign {label}", "all", f"{number}"), label, f"article-{number}")
        for number in range(6)
        for label in (RIGHT, WRONG)
    ]


@pytest.mark.parametrize("learner", learners(), ids=lambda learner: learner.judge)
def test_a_model_is_fitted_once_and_names_the_articles_of_each_use(learner: Learner) -> None:
    fitted, rows = FittedModels(), rows_of(learner)
    for where in (HERE, ELSEWHERE):
        model, alone = fitted.fit(learner, list(rows), where), learner.fit(rows, where)
        assert model == alone
        assert model.version == alone.version
        assert model.model_dump(mode="json") == alone.model_dump(mode="json")
    assert len(fitted) == 1


@pytest.mark.parametrize(
    "other",
    [
        rows_of(EntityLearner())[1:],
        rows_of(EntityLearner())[::-1],
        [replace(rows_of(EntityLearner())[0], weight=0.5), *rows_of(EntityLearner())[1:]],
        [replace(rows_of(EntityLearner())[0], group="another"), *rows_of(EntityLearner())[1:]],
    ],
    ids=["fewer", "another order", "another weight", "another article"],
)
def test_other_rows_are_fitted(other: Sequence[TrainingRow]) -> None:
    fitted = FittedModels()
    for rows in (rows_of(EntityLearner()), other):
        assert fitted.fit(EntityLearner(), rows, HERE) == EntityLearner().fit(rows, HERE)
    assert len(fitted) == 2


def test_another_learner_of_the_same_judge_fits_its_own_model() -> None:
    class Reversed(Colours):
        def fit(self, rows: Sequence[TrainingRow], origin: Origin) -> LinearModel:
            swapped = [replace(row, label="red" if row.label == "blue" else "blue") for row in rows]
            return super().fit(swapped, origin)

    fitted, rows = FittedModels(), colours("mine", 6)
    assert fitted.fit(Colours(), rows, HERE) != fitted.fit(Reversed(), rows, HERE)


def test_without_rows_the_error_is_that_of_the_learner() -> None:
    with pytest.raises(InputError, match="find no mention"):
        FittedModels().fit(EntityLearner(), [], HERE)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), min_size=1, max_size=8))
def test_what_is_remembered_is_what_the_rows_give(signs: list[tuple[str, bool]]) -> None:
    fitted = FittedModels()
    rows = [TrainingRow((sign,), RIGHT if right else WRONG, "mine") for sign, right in signs]
    for where in (HERE, ELSEWHERE):
        assert fitted.fit(EntityLearner(), rows, where) == EntityLearner().fit(rows, where)


def test_cross_validation_and_comparison_fit_each_judge_once_per_part() -> None:
    calls = []

    class Counted(Colours):
        def fit(self, rows: Sequence[TrainingRow], origin: Origin) -> LinearModel:
            calls.append(frozenset(row.group for row in rows))
            return fit(rows, self.judge, sets=origin.sets, languages=origin.languages, versions={})

    collected = Collected({ENTITIES: [], "colours": colours("mine", 6)}, MINE)
    options = Options()
    for _ in range(2):
        made = learn(collected, [EntityLearner(), Counted()], [One()], HERE.ontology, VERSIONS, options)
    # Five parts are left out in turn, and one model is of all. The second time, nothing is left to fit.
    assert len(calls) == len(set(calls)) == 6
    assert len(options.fitted) == 12
    anew = learn(collected, [EntityLearner(), Counted()], [One()], HERE.ontology, VERSIONS, Options())
    assert anew == made
