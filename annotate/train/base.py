"""The interface of a trainer, its settings and result, and the file in which a model names its labeler."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, runtime_checkable

from annotate.core.article import Article
from annotate.core.errors import ConfigError, InputError
from annotate.core.files import resolved, write_errors, writing
from annotate.core.matching import Tally
from annotate.evaluate.scores import Figure
from annotate.gold.load import Gold
from annotate.prelabel.interface.registry import LabelerContext

MOST_UNLABELLED = 500  # articles on which what the base knows is rehearsed
MODEL_FILE = "annotate-model.json"  # in a model's folder; the labeler `trained` reads it


class NotEnoughGoldError(InputError):
    """Gold that can be read, and that does not suffice to train on."""


@dataclass(frozen=True)
class ModelInUse:
    """The suggestions of a project with a model, to compare a new one with.

    ``labelers`` and ``context`` are with the model. ``seen`` has keys of the articles that it was learned
    from; ``name`` is for messages.
    """

    name: str
    labelers: tuple[str, ...]
    context: LabelerContext
    seen: tuple[str, ...] = ()


@dataclass(frozen=True)
class TrainSettings:
    """How to train. A trainer may ignore a setting that does not apply, or raise an error."""

    language: str = "fr"  # of the articles (ISO 639-1)
    vectors: str | None = None  # an installed spaCy model whose word vectors are used
    seconds: float = 30  # at most, for the training of a recogniser alone
    seed: int = 0
    progress: Callable[[str], None] = lambda line: None  # called with a line about each round
    labelers: tuple[str, ...] = ()  # whose judges are learned; empty: the default labelers
    base: str | None = None  # the spaCy model to start from, or "blank"; None: the language's installed model
    unlabelled: tuple[Article, ...] = ()  # articles without gold, on which the base's knowledge is rehearsed
    context: LabelerContext | None = None  # of the project, without its model; None: the defaults
    in_use: ModelInUse | None = None  # the project's model, if it has one


@dataclass(frozen=True)
class Gain:
    """What a training gains for one measure on the test split: strict F1 now and before, and the difference.

    The difference is paired and has a 95 % interval (bootstrap over articles). ``gold`` counts the items.
    """

    measure: str
    f1: float
    before: float
    difference: Figure
    gold: int


@dataclass
class Trained:
    """The result of a training.

    ``scores`` are strict tallies per label on the test split (empty without a test split). ``left_out`` lists
    mentions that could not be learnt, ``articles_left_out`` whole articles that could not be read.
    ``notices`` say what could not be done because a split is empty or has no mentions. ``release`` names the
    gold (`identity`). ``gains`` compare with the suggestions before, on ``tested`` articles, if a trainer
    does so.
    """

    scores: dict[str, Tally]
    articles: int
    rounds: int
    seconds: float
    left_out: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    articles_left_out: list[str] = field(default_factory=list)
    release: dict[str, str] = field(default_factory=dict)
    gains: list[Gain] = field(default_factory=list)
    tested: int = 0  # articles of the test split that were scored
    refused: str | None = None  # why no model was written


@runtime_checkable
class Trainer(Protocol):
    """Learns from gold. ``provides`` names what the model suggests: "entities", "events".

    A trainer that provides "weights" makes no labeler, but weights for those that there are.
    """

    name: str
    provides: frozenset[str]

    def train(self, gold: Gold, folder: Path, settings: TrainSettings) -> Trained:
        """Trains on ``gold`` and writes the model to the new ``folder``, in full or not at all.

        The trainer must write the name of the labeler that reads the model into the folder (`name_labeler`),
        unless it provides weights.
        Raises `InputError` if training on ``gold`` is not possible, `ConfigError` for bad settings, and
        `WriteError` if the folder cannot be written.
        """
        ...


def name_labeler(folder: Path, labeler: str, trainer: str, release: Mapping[str, str] | None = None) -> None:
    """Writes the name of the labeler that reads the model into its folder (used as ``LABELER:FOLDER``).

    ``release`` names the gold that the model was trained on (`identity`). `run_trainer` adds it if it is not
    given.
    """
    named = {"format": 1, "labeler": labeler, "trainer": trainer}
    _write(folder / MODEL_FILE, {**named, "release": dict(release)} if release else named)


def name_release(folder: Path, release: Mapping[str, str]) -> None:
    """Adds the name of the gold to the file that `name_labeler` wrote, unless the file has it.

    A model without this file, or with a file that is no JSON object, stays as its trainer wrote it.
    """
    path = folder / MODEL_FILE
    with suppress(OSError, ValueError, RecursionError):
        named = json.loads(path.read_bytes())
        if isinstance(named, dict) and "release" not in named:
            _write(path, {**named, "release": dict(release)})


def _write(path: Path, data: object) -> None:
    with writing(path) as file:
        json.dump(data, file, indent=1, ensure_ascii=False)
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
