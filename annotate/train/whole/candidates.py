"""What may become a model: its parts, its judges, and how its suggestions compare with those before."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from annotate.core.wording import listed
from annotate.prelabel.interface.model_file import Verdict
from annotate.prelabel.interface.protocol import Labeler
from annotate.train.whole.comparing import ACTIONS, WholeComparison
from annotate.train.whole.judging import LearnedJudges
from annotate.train.whole.recogniser import Recogniser
from annotate.train.whole.words import LearnedWords

Made = tuple[Labeler | None, Path | None]  # the recogniser's labeler, and the file of words


@dataclass(frozen=True)
class Parts:
    """What takes part in a model beside the judges."""

    recogniser: Recogniser | None
    words: LearnedWords | None

    def on_learned(self, fold: int) -> Made:
        """The recogniser and the words for a part of gold, which they have not seen."""
        labeler = None if self.recogniser is None else self.recogniser.on_learned()
        return labeler, None if self.words is None else self.words.of_folds[fold]

    def on_others(self) -> Made:
        """The recogniser and the words for all other articles."""
        labeler = None if self.recogniser is None else self.recogniser.labeler
        return labeler, None if self.words is None else self.words.whole


@dataclass(frozen=True)
class Candidate:
    """A model that was made, and how its suggestions compare."""

    parts: Parts
    judges: LearnedJudges
    comparison: WholeComparison

    @property
    def is_worse(self) -> bool:
        """Whether the model is refused."""
        return self.comparison.verdict is Verdict.WORSE

    @property
    def why_refused(self) -> str | None:
        """The reason in words; None if the model is taken."""
        if not self.is_worse:
            return None
        if not self.comparison.articles:
            return "no article could be compared"
        if self.comparison.lower:
            return why_worse(self.comparison)
        return "the suggestions would be no better"


def why_worse(comparison: WholeComparison) -> str:
    """Which estimates are worse, and which of their intervals hold 0."""
    names = {one: "gestures" if one == ACTIONS else one for one in comparison.lower}
    open_ = [names[one.measure] for one in comparison.scores if one.measure in names and one.holds_zero]
    estimates = "the estimate is" if len(names) == 1 else "the estimates are"
    if not open_:
        intervals = "its interval does not hold 0" if len(names) == 1 else "no interval holds 0"
    elif len(open_) == len(names):
        intervals = "its interval holds 0" if len(names) == 1 else "each interval holds 0"
        intervals += ", so that it is worse is not shown"
    else:
        holds = "the interval of" if len(open_) == 1 else "the intervals of"
        intervals = f"{holds} {listed(open_)} hold{'s' if len(open_) == 1 else ''} 0"
    return f"{estimates} worse in {listed(list(names.values()))} ({intervals})"


def choices_of(recogniser: Recogniser | None, words: LearnedWords | None) -> list[Parts]:
    """The parts that may be left out, one after the other, because one may spoil what the others gain."""
    choices = [(recogniser, words), (recogniser, None), (None, words), (None, None)]
    return [
        Parts(*one)
        for number, one in enumerate(choices)
        if not any(one[0] is other[0] and one[1] is other[1] for other in choices[:number])
    ]
