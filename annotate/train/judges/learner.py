"""The interface of a judge's learner: it makes rows from labelled articles, and a model from rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from annotate.core.annotation import Annotation
from annotate.core.ontology import Ontology
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.judging.weights_file import save_judges
from annotate.prelabel.merging.candidates import Contribution
from annotate.train.judges.fitting import TrainingRow

UnseenRole = tuple[int, int, int, int]  # start and end of the trigger, start and end of the mention


@dataclass(frozen=True)
class Example:
    """An article that the labelers have read, beside its gold.

    ``draft`` has the article, its analysis and tree, and as `suggested` what all labelers suggest, merged by
    priority. ``contributions`` are the answers of the labelers before merging. ``final`` is what the user
    gets. ``gold`` has no value that nobody saw on a screen; ``unseen`` are the arguments that it lacks
    because nobody saw their role. Their role is unknown, so no row may call them wrong.

    An example must not be kept: the analysis is freed when its batch is done.
    """

    draft: Draft
    contributions: Sequence[Contribution]
    final: Annotation
    gold: Annotation
    ontology: Ontology
    finding_entities: frozenset[str]  # the names of the labelers that find entities
    unseen: frozenset[UnseenRole] = frozenset()
    labelers: Mapping[str, Labeler] = field(default_factory=dict)  # those of the run, by name


@dataclass(frozen=True)
class Origin:
    """What a model is learned from and with. Every weights file names it.

    ``sets`` maps names of sets of gold to their numbers of articles, ``languages`` are those of the articles.
    ``labelers`` are the labelers of the run. ``versions`` names ontology and parser models.
    """

    ontology: Ontology
    labelers: Sequence[Labeler]
    sets: Mapping[str, int]
    languages: tuple[str, ...]
    versions: Mapping[str, str]
    settings: Mapping[str, Any] = field(default_factory=dict)  # "threshold" of annotate.yaml

    @property
    def finding_entities(self) -> dict[str, str]:
        """The names of the labelers that find entities, with their versions."""
        return {item.name: item.version for item in self.labelers if "entities" in item.provides}


class JudgeModel(Protocol):
    """A learned model: `LinearModel` or `Weights`."""

    @property
    def version(self) -> str:
        """Changes whenever the decisions could."""
        ...

    def model_dump(self, *, mode: str = ..., exclude_none: bool = ...) -> dict[str, Any]:
        """The JSON form, with the features under ``weights``."""
        ...


def save_models(path: Path, models: Mapping[str, JudgeModel]) -> None:
    """Writes the models of judges, by judge, to one weights file."""
    save_judges(
        path, {judge: one.model_dump(mode="json", exclude_none=True) for judge, one in models.items()}
    )


@runtime_checkable
class ComparedWithRules(Protocol):
    """A learner whose new judge must have a lower loss than the rules, where no judge is in use.

    The rules give no probabilities. Their loss is that of a model that is learned from their decision alone.
    """

    def as_rules_see(self, row: TrainingRow) -> TrainingRow:
        """The row with nothing but the decision of the rules."""
        ...


@runtime_checkable
class Learner(Protocol):
    """Learns one judge."""

    @property
    def judge(self) -> str:
        """Its name in weights files and in `configs/weights/`."""
        ...

    @property
    def labeler(self) -> str | None:
        """The name of the labeler that asks the judge; without it in the run, the judge is not learned.

        None stands for merging, which takes part in every run.
        """
        ...

    def rows(self, example: Example) -> Sequence[TrainingRow]:
        """The decisions of one article with their right classes, as features. Holds no text."""
        ...

    def fit(self, rows: Sequence[TrainingRow], origin: Origin) -> JudgeModel:
        """Fits the model. ``rows`` has the rows of all sets together; the order does not matter.

        Raises `InputError` if there is nothing to learn from, `MissingExtraError` without scikit-learn.
        """
        ...

    def without_judge(self, row: TrainingRow) -> str:
        """The class that the rules alone choose for a row of `rows`."""
        ...

    def probabilities(self, model: JudgeModel, row: TrainingRow) -> Mapping[str, float]:
        """The probability that ``model`` gives to each class of a row."""
        ...
