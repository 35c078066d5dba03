"""What was learned: each judge with its comparison, and the weights file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from annotate.prelabel.interface.weights_setting import ENTITIES
from annotate.prelabel.merging.weights import Weights
from annotate.train.judges.comparing import Compared, Decisions
from annotate.train.judges.in_use import InUse
from annotate.train.judges.learner import JudgeModel, save_models
from annotate.train.judges.merging_weights import Checked

DIGITS = 3  # of a loss; a smaller difference says nothing


class Outcome(StrEnum):
    """Where the judge is from that decides with the new file."""

    NEW = "new"
    KEPT = "kept"  # copied from the project's former file
    BUILT_IN = "built-in"
    NONE = "none"  # the rules decide


@dataclass(frozen=True)
class LearnedJudge:
    """A judge that was learned, or was not because gold has nothing for it (``model`` is None).

    ``decisions`` are those of the new judge in cross-validation over the articles of gold. ``before`` are
    those of the judge ``in_use`` on the same articles, made fair as ``compared`` says; without one, ``rules``
    is the share of decisions that are right by rules alone, and ``rules_loss`` the loss of the rules, for a
    judge that is compared with it (`ComparedWithRules`). If gold has one class ``only``, the new judge is
    not kept: gold without events would teach that no word is a trigger.
    """

    judge: str
    model: JudgeModel | None
    rows: int  # of gold
    mixed: int  # rows that came with the toolkit
    decisions: Decisions
    before: Decisions | None = None
    only: str | None = None
    rules: float | None = None
    compared: Compared | None = None
    in_use: InUse | None = None
    why_not: str | None = None
    rules_loss: float | None = None

    @property
    def kept(self) -> bool:
        """Whether the new model is better than the one before, and gold has more than one class."""
        return self.why_not_kept is None

    @property
    def why_not_kept(self) -> str | None:
        """The reason why the model in use stays; None if the new one is kept."""
        if self.model is None:
            return self.why_not
        if self.judge == ENTITIES and self.in_use is None:
            return None  # a weights file needs them
        if self.only is not None:
            return f"gold has only decisions for {self.only!r}, nothing to compare them with"
        loss = self.loss_before
        if loss is not None and round(self.decisions.loss, DIGITS) >= round(loss, DIGITS):
            return f"the loss is no lower than that of {self._other}"
        rules = 0.0 if self.in_use is not None or self.rules is None else self.rules
        if round(self.decisions.right, DIGITS) < round(rules, DIGITS):
            return "rules alone decide right more often"
        return None

    @property
    def _other(self) -> str:
        """What the new judge is compared with, in words."""
        if self.before is None or self.in_use is None:
            return "the rules"
        return f"the judge in {self.in_use.file}" if self.in_use.file else "the built-in judge"

    @property
    def loss_before(self) -> float | None:
        """The loss of the judge in use, else of the rules; None if there is nothing to compare with."""
        return self.rules_loss if self.before is None else self.before.loss

    @property
    def outcome(self) -> Outcome:
        """Which judge decides with the new file."""
        if self.kept:
            return Outcome.NEW
        if self.in_use is None:
            return Outcome.NONE
        return Outcome.BUILT_IN if self.in_use.file is None else Outcome.KEPT

    @property
    def source(self) -> str:
        """The same in words, with the name of the former file."""
        if self.outcome is Outcome.NEW:
            return "new"
        if self.outcome is Outcome.NONE:
            return "none, rules decide"
        return f"kept from {self.in_use.file}" if self.in_use and self.in_use.file else "built-in"

    @property
    def confirmed(self) -> int:
        """How many decisions of the judge in use, or of the rules, are as in gold."""
        if self.before is not None:
            return self.before.confirmed
        return round((self.rules or 0.0) * self.rows)

    @property
    def compared_rows(self) -> int:
        """How many decisions of the judge in use, or of the rules, were looked at."""
        return self.rows if self.before is None else self.before.number

    def to_dict(self) -> dict[str, Any]:
        return {
            "version": None if self.model is None else self.model.version,
            "rows": self.rows,
            "mixed_with": self.mixed,
            "cross_validation": None if self.model is None else self.decisions.to_dict(),
            "before": None if self.before is None else self.before.to_dict(),
            "rules_right": None if self.rules is None else round(self.rules, 4),
            **({} if self.rules_loss is None else {"rules_loss": round(self.rules_loss, 4)}),
            "compared": None if self.compared is None else self.compared.to_dict(),
            "confirmed": self.confirmed,
            "corrected": self.compared_rows - self.confirmed,
            "kept": self.kept,
            "why_not_kept": self.why_not_kept,
            "outcome": str(self.outcome),
            "kept_from": self.in_use.file if self.outcome is Outcome.KEPT and self.in_use else None,
        }


@dataclass(frozen=True)
class Learned:
    """All that was learned: the weights of entities with their cross-validation, and the other judges."""

    new_weights: Weights
    checked: Checked
    entities: LearnedJudge
    judges: Sequence[LearnedJudge] = ()

    @property
    def weights(self) -> Weights:
        """The weights of entities in the new file: new, or as they were in use."""
        in_use = self.entities.in_use
        if self.entities.kept or in_use is None or not isinstance(in_use.model, Weights):
            return self.new_weights
        return in_use.model.model_copy(update={"threshold": self.new_weights.threshold})

    @property
    def all(self) -> tuple[LearnedJudge, ...]:
        """The judge of entities, and the others."""
        return (self.entities, *self.judges)

    def save(self, path: Path) -> None:
        """Writes one weights file: the new judges, and those of the project's former file that stay.

        Judges that are built in are left out, and so remain those of the installed version. A file without
        any judge could not be read, so it has a copy of the weights of entities.
        """
        models: dict[str, JudgeModel] = {}
        if self.entities.outcome in (Outcome.NEW, Outcome.KEPT):
            models[ENTITIES] = self.weights
        for item in self.judges:
            if item.outcome is Outcome.NEW and item.model is not None:
                models[item.judge] = item.model
            elif item.outcome is Outcome.KEPT and item.in_use is not None:
                models[item.judge] = item.in_use.model
        models = models or {ENTITIES: self.weights}
        save_models(path, models)
