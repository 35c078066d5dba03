"""The interface of a trainer, its settings and result, and the file in which a model names its labeler."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, runtime_checkable

from annotate.core.errors import ConfigError
from annotate.core.files import resolved, write_errors, writing
from annotate.core.matching import Tally
from annotate.gold.load import Gold

MODEL_FILE = "annotate-model.json"  # in a model's folder; the labeler `trained` reads it


@dataclass(frozen=True)
class TrainSettings:
    """How to train. A trainer may ignore a setting that does not apply, or raise an error."""

    language: str = "fr"  # of the articles (ISO 639-1)
    vectors: str | None = None  # an installed spaCy model whose word vectors are used
    seconds: float = 30  # at most, for the training alone
    seed: int = 0
    progress: Callable[[str], None] = lambda line: None  # called with a line about each round


@dataclass
class Trained:
    """The result of a training.

    ``scores`` are strict tallies per label on the test split (empty without a test split). ``left_out`` lists
    mentions that could not be learnt, ``articles_left_out`` whole articles that could not be read.
    ``notices`` say what could not be done because a split is empty or has no mentions.
    """

    scores: dict[str, Tally]
    articles: int
    rounds: int
    seconds: float
    left_out: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    articles_left_out: list[str] = field(default_factory=list)


@runtime_checkable
class Trainer(Protocol):
    """Makes an extractor from gold. ``provides`` names what the extractor suggests: "entities", "events"."""

    name: str
    provides: frozenset[str]

    def train(self, gold: Gold, folder: Path, settings: TrainSettings) -> Trained:
        """Trains on ``gold`` and writes the model to the new ``folder``, in full or not at all.

        The trainer must write the name of the labeler that reads the model into the folder (`name_labeler`).
        Raises `InputError` if training on ``gold`` is not possible, `ConfigError` for bad settings, and
        `WriteError` if the folder cannot be written.
        """
        ...


def name_labeler(folder: Path, labeler: str, trainer: str) -> None:
    """Writes the name of the labeler that reads the model into its folder (used as ``LABELER:FOLDER``)."""
    with writing(folder / MODEL_FILE) as file:
        json.dump({"format": 1, "labeler": labeler, "trainer": trainer}, file, indent=1)
        file.write("\n")


def check_new(folder: Path) -> None:
    """Raises `ConfigError` if ``folder`` exists. Must be called before the training."""
    with write_errors(folder):
        there = folder.exists()
        resolved(folder)
    if there:
        raise ConfigError(
            "exists already; a model is never overwritten.", where=str(folder), remedy="Choose another -o."
        )
