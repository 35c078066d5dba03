"""What learners of judges with the two classes "right" and "wrong" have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from annotate.prelabel.judging.linear import RIGHT, WRONG, LinearModel
from annotate.train.judges.fitting import FitSettings, TrainingRow, fit
from annotate.train.judges.learner import JudgeModel, Origin


class RightOrWrong:
    """The base of a learner whose rows are right or wrong."""

    judge: str
    settings: FitSettings

    def fit(self, rows: Sequence[TrainingRow], origin: Origin) -> LinearModel:
        """Fits a logistic regression."""
        return fit(
            rows,
            self.judge,
            self.settings,
            classes=(RIGHT, WRONG),
            sets=origin.sets,
            languages=origin.languages,
            versions=origin.versions,
        )

    def probabilities(self, model: JudgeModel, row: TrainingRow) -> Mapping[str, float]:
        """The probabilities of "right" and "wrong"."""
        return cast("LinearModel", model).probabilities(row.features)
