"""Trainers by name: found through the entry points `annotate.trainers`, the built-in ones too."""

from __future__ import annotations

from annotate.core.errors import ConfigError
from annotate.core.plugins import broken_plugin, load_plugin
from annotate.train.base import Trainer

GROUP = "annotate.trainers"
DEFAULT = "entity-recogniser"


def get_trainer(name: str = DEFAULT) -> Trainer:
    """The trainer ``name``. An entry point is a trainer, or a class or function that makes one.

    Raises `ConfigError`: no such name (the known ones are listed), two plug-ins of that name, or one that
    cannot be loaded.
    """
    loaded = load_plugin(GROUP, name, "trainer")
    try:
        made = loaded() if isinstance(loaded, type) or not isinstance(loaded, Trainer) else loaded
    except Exception as error:  # a plug-in may raise anything
        raise broken_plugin("trainer", name, "cannot be made", error) from error
    if not isinstance(made, Trainer):
        raise ConfigError(
            f"the trainer {name} is a {type(made).__name__}, which is no trainer.",
            remedy="It needs name, provides and train(); tell its author.",
        )
    return made
