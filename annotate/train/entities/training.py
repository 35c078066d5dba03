"""One training of the entity recogniser: from the base and gold to a pipeline."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from annotate.core.article import Article
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.train.base import NotEnoughGoldError
from annotate.train.entities.base_model import Base
from annotate.train.entities.fitting import RECIPE, Fitted, Recipe, fit, most_passes, seeded
from annotate.train.entities.nested import add_spancat
from annotate.train.entities.passages import Passages, passages
from annotate.train.entities.rehearsal import Rehearsal

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.training import Example

LEAST_TO_STOP = 100  # mentions in held-out articles; with fewer, F1 moves too much to stop by
HELD_OUT = 0.2  # of the articles, to stop early where gold has no dev split


@dataclass
class FineTuned:
    """A trained pipeline, with the training that made it, and an earlier one that found the passes."""

    nlp: Language
    passages: Passages
    fitted: Fitted
    tried: Fitted | None = None
    notices: list[str] = field(default_factory=list)

    @property
    def rounds(self) -> int:
        """The passes over gold, in all trainings."""
        return self.fitted.passes + (self.tried.passes if self.tried is not None else 0)


class Training:
    """Trains pipelines from one base with the same settings.

    ``unlabelled`` are articles on which the base's knowledge is rehearsed. ``until`` is a time of
    `time.monotonic` at which trainings that stop early end. A training with a given number of ``passes``
    makes them all: other trainings were measured for it, and a shorter one would be another model.
    """

    def __init__(
        self,
        base: Base,
        ontology: Ontology,
        *,
        unlabelled: Iterable[Article] = (),
        recipe: Recipe = RECIPE,
        seed: int = 0,
        until: float | None = None,
        progress: Callable[[str], None] = lambda line: None,
    ) -> None:
        self.base = base
        self.ontology = ontology
        self.recipe = recipe
        self.seed = seed
        self._until = until
        self._progress = progress
        self._rehearsal = Rehearsal(base, unlabelled) if recipe.rehearsed else None

    @property
    def rehearsed(self) -> int:
        """The number of unlabelled articles that are rehearsed."""
        return self._rehearsal.articles if self._rehearsal is not None else 0

    def train(
        self,
        records: Sequence[GoldRecord],
        *,
        held_out: Sequence[GoldRecord] = (),
        stopping: bool = False,
        passes: int | None = None,
        name: str = "pass",
        share: float = 1.0,
    ) -> FineTuned:
        """Trains on ``records``. With ``stopping``, the pass that is best on ``held_out`` is kept.

        ``share`` is the part of the time left that this training may take, if ``passes`` is not given.

        Raises `NotEnoughGoldError` if no record has a mention that can be learnt.
        """
        with seeded(self.seed):
            made = passages(self.base.nlp, records, self.base.known)
            if not any(doc.ents or any(doc.spans.values()) for doc in made.docs):
                raise NotEnoughGoldError(
                    "there is no mention to learn from"
                    + (
                        f" ({len(made.left_out)} were left out, as {made.left_out[0]})."
                        if made.left_out
                        else "."
                    ),
                    remedy="Release articles in which people marked mentions, or train on another release.",
                )
            nlp = self.base.copy(made.labels - made.moved)
            examples = made.examples()
            add_spancat(nlp, made, examples)
            fitted = fit(
                nlp,
                examples,
                self.ontology,
                self.recipe,
                passes=self._passes(examples, made) if passes is None else passes,
                learn_rate=self.recipe.learn_rate if self.base.known else self.recipe.from_zero,
                rehearsal=self._rehearsal if self._rehearsal else None,
                held_out=held_out,
                patience=self._patience(made) if stopping else None,
                until=self._deadline(share) if passes is None else None,
                progress=self._progress,
                name=name,
            )
        tuned = FineTuned(nlp, made, fitted)
        if fitted.stopped:
            number = "1 pass" if fitted.passes == 1 else f"{fitted.passes} passes"
            tuned.notices.append(
                f"the time was over after {number}: another run may stop elsewhere."
                " Allow more with --seconds."
            )
        return tuned

    def _deadline(self, share: float) -> float | None:
        if self._until is None:
            return None
        now = time.monotonic()
        return now + max(self._until - now, 0) * share

    def _patience(self, made: Passages) -> int:
        """The passes without a better F1 after which the training stops. spancat gets worse before better."""
        return self.recipe.passes_from_zero if made.nested else self.recipe.patience

    def _passes(self, examples: Sequence[Example], made: Passages) -> int:
        passes = self.recipe.passes if self.base.known else self.recipe.passes_from_zero
        return most_passes(examples, self.recipe, passes, nested=bool(made.nested))

    def train_and_stop(self, records: Sequence[GoldRecord], development: Sequence[GoldRecord]) -> FineTuned:
        """Trains with early stopping on ``development``, or without it on a part of ``records``.

        In the second case a first training finds the number of passes, and a second one learns from all
        records with so many passes. Where these have few mentions, the number of passes is fixed.
        """
        if mentions(development) >= LEAST_TO_STOP:
            return self.train(records, held_out=development, stopping=True)
        learnt, held_out = part(records, HELD_OUT, self.seed)
        if mentions(held_out) < LEAST_TO_STOP or not mentions(learnt):
            return self.train(records, held_out=development)
        # The second training costs a little more than the first.
        share = (1 - HELD_OUT) / (2 - HELD_OUT)
        tried = self.train(learnt, held_out=held_out, stopping=True, name="trial pass", share=share)
        tuned = self.train(records, passes=max(tried.fitted.best, 1))
        tuned.tried = tried.fitted
        tuned.notices += tried.notices
        return tuned


def mentions(records: Iterable[GoldRecord]) -> int:
    """The number of mentions in gold."""
    return sum(len(record.annotation.entities) for record in records)


def part(records: Sequence[GoldRecord], share: float, seed: int) -> tuple[list[GoldRecord], list[GoldRecord]]:
    """Splits records at random: those to learn from, and ``share`` of them to stop early."""
    order = list(range(len(records)))
    random.Random(seed).shuffle(order)  # noqa: S311  # which articles are held out, no secret
    held_out = frozenset(order[: max(1, round(len(records) * share))])
    return (
        [record for number, record in enumerate(records) if number not in held_out],
        [record for number, record in enumerate(records) if number in held_out],
    )


def deadline(seconds: float) -> float:
    """The time of `time.monotonic` after ``seconds``."""
    return time.monotonic() + seconds
