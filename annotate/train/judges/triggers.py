"""Learns the judge of triggers: whether a person keeps a proposed trigger with its type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from annotate.prelabel.judging.linear import RIGHT, WRONG, LinearModel
from annotate.prelabel.judging.triggers import TRIGGERS, says_rules
from annotate.train.judges.fitting import FitSettings, TrainingRow
from annotate.train.judges.learner import Example, Origin
from annotate.train.judges.right_or_wrong import RightOrWrong

# docs/decisions/054-judge-of-triggers.md compares settings.
SETTINGS = FitSettings(inverse_l1=1.0, inverse_l2=0.3, least=6)
NO_OBJECTION = "objection none"
WITHOUT_RULES = 0.5  # of the weight of each row, without the features that say what the rules find


class TriggerLearner(RightOrWrong):
    """The learner of ``triggers``."""

    judge = TRIGGERS
    settings = SETTINGS
    labeler = "events"

    def rows(self, example: Example) -> Sequence[TrainingRow]:
        """One row per proposal of the labeler `events`: right if gold has the trigger with its type."""
        gold = {
            (event.trigger.start, event.trigger.end, event.type)
            for event in example.gold.events
            if event.trigger is not None
        }
        # A batch that failed was labelled again, so that a decision may come twice.
        asked = dict.fromkeys(one for one in example.draft.decisions or () if one.judge == TRIGGERS)
        return [
            TrainingRow(
                one.features,
                RIGHT if (one.start, one.end, one.value) in gold else WRONG,
                example.draft.article.id,
            )
            for one in asked
        ]

    def fit(self, rows: Sequence[TrainingRow], origin: Origin) -> LinearModel:
        """Fits a logistic regression on the features that an L1 penalty selects.

        Each row counts half with and half without what the rules say of it. Rules are better on the texts
        that their authors read than elsewhere, and a judge that learns from such texts would trust them too
        much (word dropout: Iyyer et al. 2015, ACL, section 3.2).
        """
        return super().fit([half for row in rows for half in _halves(row)], origin)

    def without_judge(self, row: TrainingRow) -> str:
        """Right is what no rule objects to."""
        return RIGHT if NO_OBJECTION in row.features else WRONG


def _halves(row: TrainingRow) -> Iterator[TrainingRow]:
    yield replace(row, weight=row.weight * (1 - WITHOUT_RULES))
    others = tuple(name for name in row.features if not says_rules(name))
    yield replace(row, features=others, weight=row.weight * WITHOUT_RULES)
