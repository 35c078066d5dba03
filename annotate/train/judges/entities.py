"""Learns the judge of entities: the weights of labelers in merging, as `train.merging_weights` fits them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from annotate.prelabel.interface.weights_setting import ENTITIES
from annotate.prelabel.judging.linear import RIGHT, WRONG
from annotate.prelabel.merging.features import BIAS
from annotate.prelabel.merging.weights import THRESHOLD, Weights, logistic
from annotate.train.judges.fitting import TrainingRow
from annotate.train.judges.learner import Example, JudgeModel, Origin
from annotate.train.judges.merging_weights import Judged, entity_rows, fit_entities


class EntityLearner:
    """The learner of ``entities``: whether a suggested span and label is right."""

    judge = ENTITIES
    labeler = None

    def rows(self, example: Example) -> Sequence[TrainingRow]:
        """One row per span and label that a labeler suggests."""
        return entity_rows(judged(example), example.ontology, example.finding_entities)

    def fit(self, rows: Sequence[TrainingRow], origin: Origin) -> Weights:
        """Fits the weights of merging."""
        return fit_entities(
            rows,
            origin.ontology,
            origin.finding_entities,
            origin.settings.get("threshold", THRESHOLD),
            languages=origin.languages,
            sets=origin.sets,
            versions=origin.versions,
        )

    def without_judge(self, row: TrainingRow) -> str:
        """All that is suggested counts as right."""
        return RIGHT

    def probabilities(self, model: JudgeModel, row: TrainingRow) -> Mapping[str, float]:
        """The probability that the candidate is right, and that it is wrong."""
        weights = cast("Weights", model).weights
        right = logistic(weights.get(BIAS, 0.0) + sum(weights.get(name, 0.0) for name in row.features))
        return {RIGHT: right, WRONG: 1 - right}


def judged(example: Example) -> Judged:
    """The parts of an example that weights are learned from. Unlike the example, they may be kept."""
    draft = example.draft
    return Judged(
        draft.language, example.contributions, example.gold.entities, draft.article.id, draft.article.text
    )
