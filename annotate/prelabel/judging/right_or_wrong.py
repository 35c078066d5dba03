"""A judge of what rules propose: the probability that a person keeps it, and bands of numbers as features."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotate.prelabel.judging.linear import RIGHT, LinearModel, softmax


@dataclass(frozen=True)
class RightOrWrongJudge:
    """Gives the probability that a proposal is right: a trigger with its type, or a type of an article.

    Proposals less probable than ``threshold`` are not suggested.
    """

    model: LinearModel
    threshold: float

    @property
    def version(self) -> str:
        """Changes whenever the decisions could."""
        return f"{self.model.version}-{self.threshold:g}"

    def knows(self, language: str | None) -> bool:
        """Whether the judge was learned on articles in this language."""
        return self.model.knows(language)

    def probability(self, features: Iterable[str]) -> float:
        """The probability (0 to 1) of a proposal with these features."""
        return self.model.probabilities(features).get(RIGHT, 0.0)

    def probability_in(self, language: str, shared: Iterable[str]) -> float:
        """The probability of features that come twice: as they are, and after ``language`` and a blank.

        The same as `probability` of both, but faster. Each of ``shared`` counts once.
        """
        logits = self.model.logits_in(language, dict.fromkeys(shared))
        return dict(zip(self.model.classes, softmax(logits), strict=True)).get(RIGHT, 0.0)


def band(value: float, bounds: Sequence[float]) -> str:
    """Names the band of ``value`` by the highest of the lower ``bounds`` that it reaches: "4+"."""
    return f"{max(bound for bound in bounds if bound <= value):g}+"
