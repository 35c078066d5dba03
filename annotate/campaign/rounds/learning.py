"""The training of a round: a model of the release candidate, compared with the suggestions before."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from annotate.campaign.rounds.kept import candidate_gold
from annotate.campaign.rounds.state import RoundState, TrainDone
from annotate.campaign.training.train import train_model
from annotate.core.errors import ConfigError
from annotate.core.files import write_errors
from annotate.gold.identity import identity
from annotate.prelabel.interface.model_file import ModelFile, Verdict, read_model_file
from annotate.project import Project
from annotate.train.whole.comparing import WholeComparison
from annotate.train.whole.trainer import TrainedModel

MODELS = "models"  # the folder of models in the project
WORSE, NO_GAIN = str(Verdict.WORSE), "no gain"
_MOST_NOTES = 20


@dataclass(frozen=True)
class LearnSettings:
    """How to train: at most this many seconds, with this seed, rehearsed on these articles (JSON Lines)."""

    seconds: float = 600
    seed: int = 0
    unlabelled: tuple[Path, ...] = ()
    progress: Callable[[str], None] = lambda line: None


def learn(project: Project, state: RoundState, release: Path, settings: LearnSettings) -> TrainDone:
    """Trains on the release, in a new folder ``models/round-N``. A refused model leaves no folder.

    A model whose suggestions are worse in no measure, but better in none either, has the verdict `NO_GAIN`.

    A model that a stopped run has made of this release is taken as it is. Raises
    `NotEnoughGoldError` if the gold does not suffice.
    """
    digest = identity(candidate_gold(release))["sha256"]
    for folder in _folders(project, state.number):
        if not folder.exists():
            break
        with suppress(ConfigError):
            made = read_model_file(folder)
            if made.release.get("sha256") == digest and made.verdict is not None:
                return _described(project, folder, made, [])
    _remove_unfinished(folder)
    trained = train_model(
        release,
        folder,
        project=project,
        seconds=settings.seconds,
        seed=settings.seed,
        unlabelled=settings.unlabelled,
        progress=settings.progress,
    )
    assert isinstance(trained, TrainedModel), "the default trainer makes whole models"
    left_out = [f"left out of the training: {one}" for one in trained.articles_left_out]
    notes = [*trained.notices, *left_out]
    if trained.refused is not None:
        return _described(project, None, trained.model, notes, trained.refused)
    return _described(project, folder, trained.model, notes)


def _folders(project: Project, number: int) -> Iterator[Path]:
    """The folders in which a round may put its model: one for each attempt."""
    first = project.root / MODELS / f"round-{number}"
    yield first
    for attempt in count(2):
        yield first.with_name(f"{first.name}-{attempt}")


def _remove_unfinished(folder: Path) -> None:
    """Removes what a training that was killed has left beside its folder. No other round runs here."""
    for left in folder.parent.glob(f".{folder.name}.*") if folder.parent.is_dir() else ():
        with write_errors(left):
            shutil.rmtree(left)


def _described(
    project: Project, folder: Path | None, made: ModelFile, notes: list[str], why: str | None = None
) -> TrainDone:
    verdict = None if made.verdict is None else str(made.verdict)
    if verdict == WORSE and made.scores and not WholeComparison(made.scores).lower:
        verdict = NO_GAIN
    return TrainDone(
        folder=None if folder is None else str(folder.relative_to(project.root)),
        verdict=verdict,
        why=why,
        scores=made.scores,
        labels=made.labels,
        articles=made.articles,
        failed=made.failed,
        method=made.method,
        unseen_by=made.unseen_by,
        notes=tuple([*notes, *made.notes][:_MOST_NOTES]),
    )
