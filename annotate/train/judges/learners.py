"""The judges that are learned, in the order in which they are shown."""

from __future__ import annotations

from annotate.train.judges.arguments import ArgumentLearner
from annotate.train.judges.article_types import TypeLearner
from annotate.train.judges.entities import EntityLearner
from annotate.train.judges.learner import Learner
from annotate.train.judges.triggers import TriggerLearner
from annotate.train.judges.values import ValueLearner


def learners() -> tuple[Learner, ...]:
    """One learner per judge."""
    return (EntityLearner(), TriggerLearner(), ArgumentLearner(), TypeLearner(), ValueLearner())
