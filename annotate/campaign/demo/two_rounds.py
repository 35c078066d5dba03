"""What a round of the demo did: its articles, what they cost, and what `annotate round` made of them."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from annotate.campaign.rounds.progress import Steps
from annotate.campaign.rounds.round import RoundOptions, RoundReport, run_round
from annotate.campaign.rounds.state import TrainDone
from annotate.core.annotation import Annotation
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.evaluate.effort.replay import cost
from annotate.project import Project


@dataclass(frozen=True)
class DemoRound:
    """One round: how many articles were submitted, and the gestures that their corrections cost.

    ``former`` are the gestures that the suggestions of the first round would have cost on the same articles.
    ``trained`` is the training after it, ``page`` the page of the round.
    """

    articles: int
    gestures: int
    former: int
    trained: TrainDone | None
    page: Path | None

    @property
    def model(self) -> str | None:
        """The folder of the model that the round put to use, or None."""
        return None if self.trained is None else self.trained.folder


def halves(records: Iterable[Record]) -> tuple[list[Record], list[Record]]:
    """The articles of the first round, and those of the second."""
    every = list(records)
    middle = (len(every) + 1) // 2
    return every[:middle], every[middle:]


def gestures_of(suggested: Iterable[Record], submitted: Mapping[str, Annotation], ontology: Ontology) -> int:
    """The gestures that turn suggestions into what was submitted, by article id."""
    return sum(
        cost(record.annotation, submitted[record.article.id], ontology)
        for record in suggested
        if record.article.id in submitted
    )


def learn_from(project: Project, seconds: float, say: Callable[[str], None]) -> RoundReport:
    """Runs `annotate round`, and goes on where it waits for a decision: nobody is here to decide.

    ``say`` is called with what each step did, and with what the training does, at most every ten seconds.
    """
    steps = Steps(
        say=lambda step: nullcontext(now_and_then(say)), ended=lambda step, did: say(f"{step}: {did}")
    )
    options = RoundOptions(seconds=seconds)
    report = run_round(project, options, steps)
    for _ in range(_MOST_STOPS):
        stopped = report.state.content.stopped
        if stopped is None or not stopped.can_go_on:
            break
        report = run_round(project, RoundOptions(seconds=seconds, go_on=True), steps)
    return report


_MOST_STOPS = 3  # a round can wait at lint
_EVERY_S = 10.0  # between two lines about the training


def now_and_then(say: Callable[[str], None], every_s: float = _EVERY_S) -> Callable[[str], None]:
    """Passes on the first line, and then at most one line in ``every_s`` seconds."""
    last = -math.inf

    def sometimes(line: str) -> None:
        nonlocal last
        if time.monotonic() - last >= every_s:
            last = time.monotonic()
            say(f"train: {line} …")

    return sometimes


def what_came_out(rounds: Sequence[DemoRound]) -> list[str]:
    """What two rounds came to, in sentences; also where nothing was gained."""
    lines = []
    for number, one in enumerate(rounds, start=1):
        each = one.gestures / max(one.articles, 1)
        line = f"Round {number}: {_articles(one.articles)}, {each:.1f} gestures each."
        if number > 1 and rounds[number - 2].model is not None:
            before = one.former / max(one.articles, 1)
            line += f" With the suggestions of round 1 they would have cost {before:.1f}."
        lines.append(f"{line} {_trained(one)}")
    return lines


def _trained(one: DemoRound) -> str:
    done = one.trained
    if done is None:
        return "Nothing was trained."
    if done.folder is not None:
        return f"The model that learned from them suggests from now on (verdict: {done.verdict})."
    return f"No gain yet: {done.why or 'nothing was learned'}. The suggestions stay as they were."


def _articles(number: int) -> str:
    return f"{number} articles" if number != 1 else "1 article"
