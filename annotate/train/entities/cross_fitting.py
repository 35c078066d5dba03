"""Cross-fitting: the suggestions of trained models on articles that these models have not seen.

The weights of merging are learned from them. A model's suggestions on its own training articles are nearly
all right, so weights learned from those would trust it far too much (Wolpert 1992, "Stacked Generalization").
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from annotate.core.annotation import Annotation, Entity, Status
from annotate.core.errors import ConfigError, InputError
from annotate.core.matching import Tally, micro
from annotate.core.record import GoldRecord
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.labeler_kinds import LabelerKind
from annotate.prelabel.interface.protocol import ANY_LANGUAGE
from annotate.train.base import NotEnoughGoldError
from annotate.train.entities.fitting import Fitted, tallies
from annotate.train.entities.passages import ANY_SPACY_LANGUAGE
from annotate.train.entities.training import Training

FOLDS = 3
TRAINED = "trained"  # the name of the labeler that reads a trained model
_Read = tuple[list[GoldRecord], Fitted | None]  # the articles of a fold, and the training of the others


@dataclass(frozen=True)
class CrossFitted:
    """The entities that models found in articles which they were not trained on.

    ``found`` maps texts to entities. ``passes`` is the number of passes after which the models are best on
    all articles together; ``found`` is of that pass. ``scores`` are strict tallies per label.
    """

    found: Mapping[str, tuple[Entity, ...]]
    passes: int
    scores: Mapping[str, Tally]
    language: str
    rounds: int = 0
    curve: Sequence[float] = ()
    notices: Sequence[str] = field(default_factory=tuple)

    def labeler(self, version: str) -> CrossFittedLabeler:
        """A labeler that gives these entities, in place of the model with ``version``."""
        return CrossFittedLabeler(self, version)


class CrossFittedLabeler:
    """Stands for the labeler `trained` on the articles that the model learned from."""

    name = TRAINED
    needs: frozenset[str] = frozenset()
    provides = frozenset({"entities"})
    kind: LabelerKind = "model"

    def __init__(self, fitted: CrossFitted, version: str) -> None:
        self.version = version
        language = fitted.language
        self.languages = frozenset({ANY_LANGUAGE if language == ANY_SPACY_LANGUAGE else language})
        self._found = fitted.found

    def label(self, batch: Sequence[Draft]) -> list[Annotation]:
        """The entities that were found in each text. Raises `ConfigError` for a text that was not read."""
        return [
            Annotation(author=self.name, status=Status.SUGGESTED, entities=self._entities(draft))
            for draft in batch
        ]

    def _entities(self, draft: Draft) -> tuple[Entity, ...]:
        try:
            return self._found[draft.article.text]
        except KeyError:
            raise ConfigError(
                "was not read by the models of cross-fitting.",
                where=f"article {draft.article.id}",
                remedy="Cross-fit on all articles of gold, with composed texts.",
            ) from None


def cross_fit(
    training: Training,
    records: Sequence[GoldRecord],
    folds: Sequence[Sequence[int]] | None = None,
) -> CrossFitted:
    """Trains one model per fold on the other folds, and reads the fold's articles with it.

    ``folds`` has the numbers of the records that are read by one model; by default they are drawn at random.
    Records with the same text are always in one fold. The texts must be composed (`composed_records`).
    Raises `NotEnoughGoldError` for fewer than two different texts.
    """
    parts = text_folds(records, folds, training.seed)
    if len(parts) < 2:
        raise NotEnoughGoldError(
            "cross-fitting needs at least two articles.", remedy="Release more articles, then train again."
        )
    made: list[_Read] = []
    notices: list[str] = []
    over: list[tuple[int, list[str]]] = []
    # Time is shared by the numbers of articles, with the training on all of them that follows.
    costs = [len(records) - len(fold) for fold in parts]
    for number, fold in enumerate(parts, start=1):
        chosen = frozenset(fold)
        others = [record for index, record in enumerate(records) if index not in chosen]
        tested = [records[index] for index in fold]
        try:
            name = f"part {number} of {len(parts)}, pass"
            share = costs[number - 1] / (sum(costs[number - 1 :]) + len(records))
            tuned = training.train(others, held_out=tested, stopping=True, name=name, share=share)
            made.append((tested, tuned.fitted))
            if tuned.fitted.stopped:
                over.append((tuned.fitted.passes, tuned.notices))
        except InputError as error:
            notices.append(f"part {number} of {len(parts)} has no model to be read with: {error.what}")
            made.append((tested, None))
    if over:
        notices += min(over)[1]  # the part with the fewest passes decides for all
    return _pooled(records, made, training, notices)


def text_folds(
    records: Sequence[GoldRecord], folds: Sequence[Sequence[int]] | None, seed: int
) -> list[list[int]]:
    """The numbers of the records in each fold. A text that is there several times is in one fold only."""
    first: dict[str, int] = {}
    for number, record in enumerate(records):
        first.setdefault(record.text or "", number)
    fold_of: dict[int, int] = {}
    if folds is None:
        order = sorted(first.values())
        random.Random(seed).shuffle(order)  # noqa: S311  # which articles are in one fold, no secret
        fold_of = {number: position % FOLDS for position, number in enumerate(order)}
    else:
        fold_of = {number: index for index, fold in enumerate(folds) for number in fold}
    made: dict[int, list[int]] = {}
    for number, record in enumerate(records):
        made.setdefault(fold_of[first[record.text or ""]], []).append(number)
    return [made[index] for index in sorted(made)]


def _pooled(
    records: Sequence[GoldRecord], made: Sequence[_Read], training: Training, notices: list[str]
) -> CrossFitted:
    fitted = [one for _, one in made if one is not None]
    passes = min((one.passes for one in fitted), default=0)
    without: dict[str, tuple[Entity, ...]] = {
        record.text or "": () for tested, one in made if one is None for record in tested
    }
    curve: list[float] = []
    best: tuple[float, int] = (-1.0, 0)
    for number in range(passes):
        found = _found_after(fitted, number)
        f1 = micro(tallies(records, {**without, **found})).f1
        curve.append(f1)
        best = max(best, (f1, -number))
    chosen = -best[1] if passes else 0
    found = {**without, **(_found_after(fitted, chosen) if passes else {})}
    return CrossFitted(
        found,
        chosen + 1 if passes else 0,
        tallies(records, found),
        training.base.nlp.lang or ANY_SPACY_LANGUAGE,
        sum(one.passes for one in fitted),
        tuple(curve),
        tuple(notices),
    )


def _found_after(fitted: Sequence[Fitted], number: int) -> dict[str, tuple[Entity, ...]]:
    return {text: found for one in fitted for text, found in one.found[number].items()}
