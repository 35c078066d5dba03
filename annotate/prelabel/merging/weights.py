"""The weights of labelers in merging: learned, read from a file, and applied without a library."""

from __future__ import annotations

import json
from functools import cached_property
from hashlib import sha256
from math import exp
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from annotate.core.errors import ConfigError
from annotate.core.files import writing
from annotate.prelabel.interface.former_names import current_name
from annotate.prelabel.interface.weights_setting import ENTITIES
from annotate.prelabel.judging.judge_states import again
from annotate.prelabel.judging.linear import MOST, first_problem
from annotate.prelabel.judging.weights_file import judges_of
from annotate.prelabel.merging.candidates import Candidate
from annotate.prelabel.merging.context import TextContext
from annotate.prelabel.merging.features import features

THRESHOLD = 0.25  # a wrong suggestion costs one click, a missing one three: worthwhile from 1 / (1 + 3)
DIGITS = 4  # digits of a probability; rounding makes probabilities the same on every machine
_VERSION_DIGITS = 8

Share = Annotated[float, Field(ge=0, le=1)]


class Weights(BaseModel):
    """A logistic model of whether a candidate is right, and the origin of the model.

    ``labelers`` maps the names of the labelers in training to their versions. ``calibrated`` says whether the
    probabilities agreed with held-out gold (``reliability``, by cross-validation over articles).
    ``learned_from`` is "agreement" only in files that annotate 0.1 made. ``sets`` maps the names of the sets
    of gold to their numbers of articles, and ``versions`` names ontology and parser models. Earlier files
    lack both. ``seen`` is as in `LearnedFrom`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    ontology: str
    learned_from: Literal["gold", "agreement"]
    method: str
    languages: tuple[str, ...]
    labelers: dict[str, str]
    articles: int
    candidates: int
    right: float
    threshold: Share = THRESHOLD
    calibrated: bool
    why_not_calibrated: str | None = None
    reliability: tuple[dict[str, Any], ...] = ()
    sets: dict[str, int] | None = None
    versions: dict[str, str] | None = None
    seen: tuple[str, ...] | None = None
    weights: dict[str, Annotated[float, Field(ge=-MOST, le=MOST, allow_inf_nan=False)]]

    @field_validator("labelers", "weights", mode="before")
    @classmethod
    def _with_current_names(cls, table: Any) -> Any:
        """Renames labelers in older files, also in the names of features ("by=bodies")."""
        if not isinstance(table, dict):
            return table
        return {_renamed(name): value for name, value in table.items()}

    @classmethod
    def load(cls, path: Path) -> Self:
        """Reads the weights of entities from a weights file of either format (`judging.weights_file`).

        Raises a `ConfigError` that names the file and the error.
        """
        judges = judges_of(path)
        try:
            if ENTITIES in judges:
                return cls.model_validate(judges[ENTITIES])
        except ValidationError as error:
            raise ConfigError(
                f"holds no weights: {first_problem(error)}.",
                where=str(path),
                remedy=again(path),
            ) from error
        raise ConfigError(
            f"holds no weights of entities, only of {', '.join(sorted(judges))}.",
            where=str(path),
            remedy="Name a file that 'annotate calibrate' made.",
        )

    def save(self, path: Path) -> None:
        """Writes a weights file, one weight per line, in a fixed order."""
        data = self.model_dump(mode="json", exclude_none=True)
        data["weights"] = dict(sorted(data["weights"].items()))
        with writing(path) as file:
            file.write(json.dumps(data, ensure_ascii=False, indent=1) + "\n")

    @cached_property
    def version(self) -> str:
        """``weights@`` and 8 hexadecimal digits over all parts that suggestions depend on."""
        parts = [f"{self.threshold:g}", *self.languages, *sorted(self.labelers)]
        parts += [f"{name} {weight!r}" for name, weight in sorted(self.weights.items())]
        return "weights@" + sha256("\n".join(parts).encode("utf-8")).hexdigest()[:_VERSION_DIGITS]

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.labelers)

    def knows(self, language: str | None) -> bool:
        """Whether the weights were learned on articles in this language."""
        return language in self.languages

    def probability(
        self,
        candidate: Candidate,
        language: str | None,
        otherwise: float,
        context: TextContext | None = None,
    ) -> float:
        """The probability that a person would leave the candidate unchanged.

        Labelers without a weight are ignored. If only such labelers suggest the candidate, returns
        ``otherwise``, the candidate's own score. Without ``context``, the text around the candidate
        is ignored.
        """
        known = self._known
        if not any(labeler in known for labeler in candidate.suggested_by):
            return otherwise
        weights = self.weights
        logit = sum(weights.get(name, 0.0) for name in features(candidate, language, known, context))
        return round(logistic(logit), DIGITS)


def _renamed(feature: Any) -> Any:
    """``ORG by=bodies`` -> ``ORG by=organizations``, ``bodies`` -> ``organizations``."""
    if not isinstance(feature, str):
        return feature
    before, mark, name = feature.rpartition("=")
    return before + mark + current_name(name)


def logistic(logit: float) -> float:
    """The logistic function, without overflow."""
    if logit >= 0:
        return 1 / (1 + exp(-logit))
    small = exp(logit)
    return small / (1 + small)
