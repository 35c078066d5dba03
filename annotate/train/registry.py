"""Finds trainers by name, through the entry points `annotate.trainers`, where the built-in one is too."""

from __future__ import annotations

from annotate.core.plugins import make_plugin
from annotate.train.base import Trainer

GROUP = "annotate.trainers"
DEFAULT = "entity-recogniser"


def get_trainer(name: str = DEFAULT) -> Trainer:
    """The trainer ``name``. Raises `ConfigError` as `make_plugin` does."""
    trainer: Trainer = make_plugin(GROUP, name, "trainer", Trainer, "name, provides and train()")
    return trainer
