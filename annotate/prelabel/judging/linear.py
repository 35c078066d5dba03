"""A sparse multinomial logistic model: read from JSON, and applied without a library."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from hashlib import sha256
from math import exp
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from annotate.core.errors import ConfigError
from annotate.core.files import writing

DIGITS = 4  # digits of a probability; rounding makes probabilities the same on every machine
WEIGHT_DIGITS = 3
_VERSION_DIGITS = 8
RIGHT, WRONG = "right", "wrong"  # the classes of a judge of whether a suggestion is right
MOST = 1e6  # the size of a weight at most; more is a damaged file, and would overflow when summed
_Weight = Annotated[
    float,
    Field(ge=-MOST, le=MOST, allow_inf_nan=False),
    AfterValidator(lambda number: number + 0.0),  # no -0.0
]


class LearnedFrom(BaseModel):
    """The origin of a model.

    ``sets`` maps names of sets of gold to their numbers of articles. ``versions`` names the rules, parser
    models and ontology that the model was learned with. ``method`` names the algorithm, its settings and the
    version of the library. ``seen`` has a key per article of a campaign's gold (`train.judges.seen`), so that
    the model is not judged by what it was learned from. Built-in models and earlier files lack it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sets: dict[str, int]
    rows: int
    languages: tuple[str, ...]
    versions: dict[str, str]
    method: str
    seen: tuple[str, ...] | None = None


class LinearModel(BaseModel):
    """A multinomial logistic model over features that are present or absent.

    ``weights`` maps a feature to one weight per class, in the order of ``classes``. The probabilities are the
    softmax of the intercepts plus the weights of the features that are present. Unknown features count
    nothing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    judge: str
    learned_from: LearnedFrom
    classes: tuple[str, ...]
    intercepts: tuple[_Weight, ...]
    weights: dict[str, tuple[_Weight, ...]]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not self.classes or len(set(self.classes)) != len(self.classes):
            raise ValueError("classes must be at least one, each once")
        if len(self.intercepts) != len(self.classes):
            raise ValueError(f"{len(self.intercepts)} intercepts for {len(self.classes)} classes")
        for feature, row in self.weights.items():
            if len(row) != len(self.classes):
                raise ValueError(f"{len(row)} weights of {feature!r} for {len(self.classes)} classes")
        return self

    @classmethod
    def load(cls, path: Path) -> Self:
        """Reads a model. Raises a `ConfigError` that names the file and the error."""
        try:
            return cls.model_validate_json(path.read_bytes())
        except OSError as error:
            raise ConfigError(
                f"cannot be read: {error.strerror or error}.",
                where=str(path),
                remedy="Name a file with the weights of a judge.",
            ) from error
        except ValidationError as error:
            raise ConfigError(
                f"holds no weights of a judge: {first_problem(error)}.",
                where=str(path),
                remedy="Put the original file back, or learn the weights again.",
            ) from error

    def save(self, path: Path) -> None:
        """Writes the model, one feature per line, in a fixed order."""
        head = self.model_dump(mode="json", exclude={"weights"}, exclude_none=True)
        lines = [
            f"  {json.dumps(feature, ensure_ascii=False)}: [{', '.join(map(_short, row))}]"
            for feature, row in sorted(self.weights.items())
        ]
        body = json.dumps(head, ensure_ascii=False, indent=1)[: -len("\n}")]
        listed = "{\n" + ",\n".join(lines) + "\n }" if lines else "{}"
        with writing(path) as file:
            file.write(f'{body},\n "weights": {listed}\n}}\n')

    @cached_property
    def version(self) -> str:
        """8 hexadecimal digits over the parts that the probabilities depend on."""
        parts = [*self.classes, *map(repr, self.intercepts)]
        parts += [f"{feature} {row!r}" for feature, row in sorted(self.weights.items())]
        return sha256("\n".join(parts).encode("utf-8")).hexdigest()[:_VERSION_DIGITS]

    def knows(self, language: str | None) -> bool:
        """Whether the model was learned on articles in this language."""
        return language in self.learned_from.languages

    def probabilities(self, features: Iterable[str]) -> dict[str, float]:
        """The probability of each class, rounded. Each feature must come once."""
        return dict(zip(self.classes, softmax(self.logits(features)), strict=True))

    def logits(self, features: Iterable[str]) -> list[float]:
        """The logit of each class, in the order of ``classes``."""
        sums = list(self.intercepts)
        sparse = self._sparse
        for feature in features:
            for index, weight in sparse.get(feature, ()):
                sums[index] += weight
        return sums

    def logits_in(self, language: str, features: Iterable[str]) -> list[float]:
        """The logits of features that come twice: as they are, and after ``language`` and a blank.

        The same as `logits` of both, without the time to write the names of the second ones.
        """
        listed = list(features)
        sums = self.logits(listed)
        own = self._own.get(language)
        if own is None:
            prefix = f"{language} "
            own = self._own[language] = {
                feature.removeprefix(prefix): row
                for feature, row in self._sparse.items()
                if feature.startswith(prefix)
            }
        for feature in listed:
            for index, weight in own.get(feature, ()):
                sums[index] += weight
        return sums

    @cached_property
    def _own(self) -> dict[str, Mapping[str, tuple[tuple[int, float], ...]]]:
        """The features of each language that was asked for, without its name."""
        return {}

    @cached_property
    def _sparse(self) -> Mapping[str, tuple[tuple[int, float], ...]]:
        return {
            feature: tuple((index, weight) for index, weight in enumerate(row) if weight)
            for feature, row in self.weights.items()
        }


def first_problem(error: ValidationError, *above: str) -> str:
    """Place and message of the first problem in a weights file. ``above`` are the keys above the model."""
    first = error.errors()[0]
    place = ".".join(map(str, (*above, *first["loc"])))
    return f"{place + ': ' if place else ''}{first['msg']}"


def softmax(logits: Iterable[float]) -> list[float]:
    """The probabilities of logits, each rounded to `DIGITS`."""
    listed = list(logits)
    highest = max(listed)
    powers = [exp(logit - highest) for logit in listed]
    total = sum(powers)
    return [round(power / total, DIGITS) for power in powers]


def _short(weight: float) -> str:
    return "0" if not weight else repr(weight)
