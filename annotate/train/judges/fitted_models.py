"""Keeps the models that one training fits, so that none is fitted twice."""

from __future__ import annotations

from collections.abc import Sequence

from annotate.prelabel.judging.linear import LinearModel
from annotate.prelabel.merging.weights import THRESHOLD, Weights
from annotate.train.judges.fitting import TrainingRow
from annotate.train.judges.learner import JudgeModel, Learner, Origin

_Key = tuple[type[Learner], str, tuple[TrainingRow, ...]]


class FittedModels:
    """Fits a model, or copies the one that the same rows gave before.

    Cross-validation and the comparison of whole suggestions leave out the same articles, and most judges have
    the same rows with and without a trained recogniser. The key is the rows themselves, in their order: to
    hash them takes a few hundredths of a second, to fit them takes seconds.
    """

    def __init__(self) -> None:
        self._models: dict[_Key, JudgeModel] = {}

    def __len__(self) -> int:
        """How many models were fitted."""
        return len(self._models)

    def fit(self, learner: Learner, rows: Sequence[TrainingRow], origin: Origin) -> JudgeModel:
        """What ``learner.fit`` gives, also for learners of the same class. Raises the same errors."""
        key = type(learner), learner.judge, tuple(rows)
        model = self._models.get(key)
        if model is None:
            model = self._models[key] = learner.fit(rows, origin)
        # Always a copy: the properties that a model caches depend on its origin.
        return _with_origin(model, origin)


def _with_origin(model: JudgeModel, origin: Origin) -> JudgeModel:
    """The model as learned from ``origin``, which names what rows are from and changes no weight."""
    sets, versions = dict(sorted(origin.sets.items())), dict(sorted(origin.versions.items()))
    if isinstance(model, LinearModel):
        learned_from = model.learned_from.model_copy(
            update={"sets": sets, "languages": tuple(sorted(origin.languages)), "versions": versions}
        )
        return model.model_copy(update={"learned_from": learned_from})
    if isinstance(model, Weights):
        return model.model_copy(
            update={
                "ontology": origin.ontology.id,
                "languages": tuple(sorted(set(origin.languages))),
                "labelers": dict(sorted(origin.finding_entities.items())),
                "articles": sum(sets.values()),
                "threshold": origin.settings.get("threshold", THRESHOLD),
                "sets": sets,
                "versions": versions,
            }
        )
    return model
