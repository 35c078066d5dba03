"""The models of a simulated campaign: what a training says of its model, and a project that uses it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from annotate.campaign.models.use import use_model
from annotate.gold.release_files import MANIFEST_FILE
from annotate.project import FILE_NAME, Project
from annotate.train.base import Trained
from annotate.train.whole.trainer import TrainedModel
from benchmarks.campaign_run import TrainedRound
from benchmarks.run_files import read_run


def use(project: Project, model: Path) -> Project:
    """Puts a model to use, and returns the project with it."""
    use_model(project, model)
    return Project.load(project.root / FILE_NAME)


def described(trained: Trained, release: Path, done: Collection[str], seconds: float) -> TrainedRound:
    """What became of a training on ``release``. ``done`` are the articles that were corrected."""
    manifest = read_run(release / MANIFEST_FILE)
    held_back = [
        f"{one['article']}: {one['reason']}" for one in manifest["left_out"] if one["article"] in done
    ]
    scores = {}
    verdict = None
    if isinstance(trained, TrainedModel):
        verdict = None if trained.model.verdict is None else trained.model.verdict.value
        scores = {
            one.measure: (one.before, one.now, one.difference, one.low, one.high)
            for one in trained.model.scores
        }
    return TrainedRound(
        manifest["articles"],
        round(seconds),
        verdict,
        trained.refused,
        tuple(trained.notices),
        tuple(held_back),
        scores,
    )
