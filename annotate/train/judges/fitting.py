"""Fits a judge's model on training rows with scikit-learn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from math import log
from typing import Any

from annotate.core.errors import MissingExtraError
from annotate.prelabel.judging.linear import WEIGHT_DIGITS, LearnedFrom, LinearModel
from annotate.train.base import NotEnoughGoldError

SEED = 0


@dataclass(frozen=True)
class TrainingRow:
    """One decision with its right class. Holds features and no text.

    ``weight`` is how much the row counts. ``group`` names the article or the kind of text, for
    cross-validation.
    """

    features: tuple[str, ...]
    label: str
    group: str = ""
    weight: float = 1.0


@dataclass(frozen=True)
class FitSettings:
    """How to fit.

    Features with fewer than ``least`` rows are left out. ``inverse_l1`` is scikit-learn's C of the L1 penalty
    that selects features (None keeps all), ``inverse_l2`` is the C of the L2 penalty with which the model is
    then fitted on the selected features.
    """

    inverse_l1: float | None = None
    inverse_l2: float = 1.0
    least: int = 3


def fit(
    rows: Sequence[TrainingRow],
    judge: str,
    settings: FitSettings | None = None,
    *,
    classes: Iterable[str] = (),
    sets: Mapping[str, int],
    languages: Iterable[str],
    versions: Mapping[str, str],
) -> LinearModel:
    """Fits a multinomial logistic regression. The same rows in the same order give the same model.

    ``classes`` are classes that the model must have even if no row has them. ``sets`` maps names of sets of
    gold to numbers of articles, ``versions`` names rules, parser models and ontology. Raises
    `NotEnoughGoldError` if there are no rows, `MissingExtraError` without scikit-learn.
    """
    if not rows:
        raise NotEnoughGoldError(
            f"there is nothing to learn the judge {judge!r} from.", remedy="Give more articles."
        )
    settings = settings or FitSettings()
    seen = Counter(row.label for row in rows)
    names = sorted({*seen, *classes})
    counts = Counter(feature for row in rows for feature in set(row.features))
    kept = sorted(feature for feature, count in counts.items() if count >= settings.least)
    learned, method = None, "the same probabilities for all rows"
    if len(seen) > 1 and settings.inverse_l1 is not None:
        kept = _selected(rows, sorted(seen), kept, settings.inverse_l1)
    if len(seen) > 1 and kept:
        learned, method = _regression(rows, sorted(seen), kept, settings)
    total = sum(row.weight for row in rows)
    # Laplace's rule of succession for classes without rows, and for all classes if there is one only.
    smoothed = {
        name: log((sum(row.weight for row in rows if row.label == name) + 1) / (total + len(names)))
        for name in names
    }
    intercepts, weights = learned or ({}, {})
    lowest = min(smoothed.values())
    return LinearModel(
        judge=judge,
        learned_from=LearnedFrom(
            sets=dict(sorted(sets.items())),
            rows=len(rows),
            languages=tuple(sorted(languages)),
            versions=dict(sorted(versions.items())),
            method=method,
        ),
        classes=tuple(names),
        intercepts=tuple(
            round(intercepts.get(name, lowest if learned else smoothed[name]), WEIGHT_DIGITS)
            for name in names
        ),
        weights={
            feature: row
            for feature in sorted(weights)
            if any(row := tuple(round(weights[feature].get(name, 0.0), WEIGHT_DIGITS) for name in names))
        },
    )


_Learned = tuple[dict[str, float], dict[str, dict[str, float]]]  # intercepts; weights by feature and class


def _regression(
    rows: Sequence[TrainingRow], classes: Sequence[str], features: Sequence[str], settings: FitSettings
) -> tuple[_Learned, str]:
    labels = [row.label for row in rows]
    counted = [row.weight for row in rows]
    method = f"multinomial logistic regression, L2, C={settings.inverse_l2:g}"
    if settings.inverse_l1 is not None:
        method += f", on features selected by L1, C={settings.inverse_l1:g}"
    matrix = _matrix(rows, features)
    # newton-cg took half the time of lbfgs, and came nearer to the optimum.
    model = _logistic_regression()(C=settings.inverse_l2, solver="newton-cg", max_iter=1000, tol=1e-5)
    model.fit(matrix, labels, sample_weight=counted)
    # Two classes have one row of weights in scikit-learn: those of the second class against the first.
    coefficients, biases = model.coef_, model.intercept_
    if len(classes) == 2:
        coefficients = [-coefficients[0] / 2, coefficients[0] / 2]
        biases = [-biases[0] / 2, biases[0] / 2]
    intercepts = {name: float(bias) for name, bias in zip(model.classes_, biases, strict=True)}
    weights = {
        feature: {
            str(name): float(row[column]) for name, row in zip(model.classes_, coefficients, strict=True)
        }
        for column, feature in enumerate(features)
    }
    return (intercepts, weights), f"{method}; scikit-learn {metadata.version('scikit-learn')}"


def _selected(
    rows: Sequence[TrainingRow], classes: Sequence[str], features: Sequence[str], inverse_penalty: float
) -> list[str]:
    """The features that have a weight for a class under an L1 penalty, one class against the rest."""
    if not features:
        return []
    regression = _logistic_regression()
    matrix = _matrix(rows, features)
    counted = [row.weight for row in rows]
    found: set[int] = set()
    for name in classes:
        model = regression(
            C=inverse_penalty, l1_ratio=1.0, solver="liblinear", random_state=SEED, max_iter=200
        )
        model.fit(matrix, [row.label == name for row in rows], sample_weight=counted)
        found.update(int(column) for column in model.coef_[0].nonzero()[0])
    return [features[column] for column in sorted(found)]


def _logistic_regression() -> Any:
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise MissingExtraError("scikit-learn", "train") from error
    return LogisticRegression


def _matrix(rows: Sequence[TrainingRow], features: Sequence[str]) -> Any:
    from scipy.sparse import csr_matrix

    columns = {feature: column for column, feature in enumerate(features)}
    indices: list[int] = []
    starts = [0]
    for row in rows:
        indices += sorted({columns[feature] for feature in row.features if feature in columns})
        starts.append(len(indices))
    return csr_matrix(([1.0] * len(indices), indices, starts), shape=(len(rows), len(features)))
