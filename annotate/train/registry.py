"""Finds trainers, also the built-in one, by name through the entry points `annotate.trainers`."""

from __future__ import annotations

from annotate.core.plugins import make_plugin
from annotate.train.base import Trainer

GROUP = "annotate.trainers"
DEFAULT = "entity-recogniser"


def get_trainer(name: str = DEFAULT) -> Trainer:
    """The trainer ``name``. Raises `ConfigError` like `make_plugin`."""
    trainer: Trainer = make_plugin(GROUP, name, "trainer", Trainer, "name, provides and train()")
    return trainer
