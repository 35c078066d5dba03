"""Finds trainers, also the built-in one, by name through the entry points `annotate.trainers`."""

from __future__ import annotations

from pathlib import Path

from annotate.core.errors import ConfigError
from annotate.core.files import moved_into_place
from annotate.core.plugins import calling, make_plugin, wrong_answer
from annotate.gold.identity import identity
from annotate.gold.load import Gold
from annotate.train.base import Trained, Trainer, TrainSettings, name_release

GROUP = "annotate.trainers"
DEFAULT = "suggestions"


def get_trainer(name: str = DEFAULT) -> Trainer:
    """The trainer ``name``. Raises `ConfigError` like `make_plugin`."""
    trainer: Trainer = make_plugin(GROUP, name, "trainer", Trainer, "name, provides and train()")
    return trainer


def run_trainer(trainer: Trainer, gold: Gold, folder: Path, settings: TrainSettings) -> Trained:
    """Trains, and writes the model to the new ``folder``. If the trainer fails, nothing is left of it.

    The trainer gets ``gold`` without the values that nobody saw on a screen. The model's `MODEL_FILE` names
    the release. A trainer that says why it ``refused`` to write a model writes none.
    Raises what `Trainer.train` may raise, and `ConfigError` if the trainer raises something else or returns
    no `Trained`.
    """
    release = identity(gold)
    with moved_into_place(folder) as made, calling("trainer", trainer.name, trainer):
        trained = trainer.train(gold.reviewed, made, settings)
        if not isinstance(trained, Trained):
            raise wrong_answer("trainer", trainer.name, trained, "Trained")
        if trained.refused is not None:
            return trained
        if not made.exists():
            raise ConfigError(
                f"the trainer {trainer.name} wrote no model.",
                remedy="It must write into the folder that it is given; tell its author.",
            )
        name_release(made, release)
    return trained
