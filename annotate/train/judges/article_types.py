"""Learns the judge of article-level types: whether a person marks a type that words of an article propose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from annotate.prelabel.judging.article_types import BY_RULE, TYPES, by_rule_alone
from annotate.prelabel.judging.linear import RIGHT, WRONG, LinearModel
from annotate.train.judges.fitting import FitSettings, TrainingRow
from annotate.train.judges.learner import Example, Origin
from annotate.train.judges.right_or_wrong import RightOrWrong

# docs/decisions/059-judge-of-article-types.md compares settings.
SETTINGS = FitSettings(inverse_l2=0.1, least=2)


class TypeLearner(RightOrWrong):
    """The learner of ``types``."""

    judge = TYPES
    settings = SETTINGS
    labeler = "article-types"

    def rows(self, example: Example) -> Sequence[TrainingRow]:
        """One row per proposal of the labeler `article-types`.

        It is right if gold has the type without a trigger. If a trigger states the type in gold, a
        suggestion of the whole type would be cleared on the screen, so it is wrong.
        """
        gold = {event.type for event in example.gold.events if event.trigger is None}
        # A batch that failed was labelled again, so that a decision may come twice.
        asked = dict.fromkeys(one for one in example.draft.decisions or () if one.judge == TYPES)
        return [
            TrainingRow(one.features, RIGHT if one.value in gold else WRONG, example.draft.article.id)
            for one in asked
        ]

    def fit(self, rows: Sequence[TrainingRow], origin: Origin) -> LinearModel:
        """Fits a logistic regression. The order of ``rows`` does not matter."""
        return super().fit(sorted(rows, key=lambda row: (row.group, row.label, row.features)), origin)

    def without_judge(self, row: TrainingRow) -> str:
        """Right is what has enough cues in one sentence."""
        return RIGHT if BY_RULE in row.features else WRONG

    def as_rules_see(self, row: TrainingRow) -> TrainingRow:
        """The row with nothing but the decision of the rules, to compare with: see `ComparedWithRules`."""
        return replace(row, features=by_rule_alone(row.features))
