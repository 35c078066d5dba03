"""Trains a pipeline in several passes, with a fixed seed, and stops where held-out articles get no better."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from annotate.core.annotation import Entity
from annotate.core.article import Article
from annotate.core.matching import Tally, add_up, micro, strict_match
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.prelabel.models.model_spans import trained_entities
from annotate.prelabel.parsing.analysis import piped

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.training import Example

    from annotate.train.entities.rehearsal import Rehearsal

NER, SPANCAT = "ner", "spancat"
_DECAY = 0.01  # spaCy's default, as all other settings of the optimizer


@dataclass(frozen=True)
class Recipe:
    """How to train. The values were chosen by cross-validation in one set of gold, not in the one of tests.

    ``rehearsed`` is the number of passages with the base's own predictions for each passage of gold.
    ``batch`` is the number of tokens in an update, or less where gold is small: a pass makes
    ``least_a_pass`` updates at least, and a training ``least_updates``, with more passes if need be; with
    mentions for `spancat`, which starts from nothing, ``least_nested``. The training stops after
    ``patience`` passes without a better F1 on held-out articles. ``from_zero`` is the learning rate where no
    label of the base is known.
    """

    passes: int = 8
    patience: int = 3
    learn_rate: float = 0.0005
    from_zero: float = 0.001
    passes_from_zero: int = 40
    dropout: float = 0.2
    batch: int = 400
    rehearsed: float = 0.3
    least_a_pass: int = 20
    least_updates: int = 120
    least_nested: int = 300


RECIPE = Recipe()


@dataclass
class Fitted:
    """What the training did. ``curve`` has the F1 on held-out articles after each pass, if there are any.

    ``found`` has the entities of each held-out article after each pass, by its text. ``stopped`` says that
    the time ran out.
    """

    passes: int = 0
    best: int = 0
    curve: list[float] = field(default_factory=list)
    found: list[dict[str, tuple[Entity, ...]]] = field(default_factory=list)
    stopped: bool = False
    seconds: float = 0.0


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Seeds the two random generators that spaCy uses, and restores their states after the block.

    So the training does not change the random numbers of the program that calls it.
    """
    import numpy as np

    states = random.getstate(), np.random.get_state()  # spaCy uses this one
    random.seed(seed)
    np.random.seed(seed % 2**32)
    try:
        yield
    finally:
        random.setstate(states[0])
        np.random.set_state(states[1])


def fit(
    nlp: Language,
    examples: Sequence[Example],
    ontology: Ontology,
    recipe: Recipe,
    *,
    passes: int,
    learn_rate: float,
    rehearsal: Rehearsal | None = None,
    held_out: Sequence[GoldRecord] = (),
    patience: int | None = None,
    until: float | None = None,
    progress: Callable[[str], None] = lambda line: None,
    name: str = "pass",
) -> Fitted:
    """Trains `ner` and `spancat` of ``nlp``. Must be called inside `seeded`.

    With ``patience``, the weights of the best pass stay, otherwise those of the last one. They are moving
    averages over all updates. ``until`` is a time of `time.monotonic` at which the training ends.
    """
    rates = {NER: learn_rate, SPANCAT: recipe.from_zero}
    pipes = [(pipe, _optimizer(rates[of])) for of, pipe in nlp.pipeline if of in rates]
    optimizers = [optimizer for _, optimizer in pipes]
    fitted = Fitted()
    begun = time.monotonic()
    batch = batch_size(examples, recipe)
    best, kept, since = -1.0, b"", 0
    while fitted.passes < passes and not fitted.stopped:
        fitted.passes += 1
        mixed = list(examples)
        if rehearsal is not None:
            with _averaged(nlp, optimizers):
                mixed += rehearsal.examples(nlp, round(len(examples) * recipe.rehearsed))
        losses = _one_pass(pipes, mixed, batch, recipe, until, fitted)
        line = f"{name} {fitted.passes} of at most {passes}: loss {sum(losses.values()):.1f}"
        if held_out:
            with _averaged(nlp, optimizers):
                found = predictions(nlp, held_out, ontology)
                score = micro(tallies(held_out, found)).f1
                fitted.curve.append(score)
                fitted.found.append(found)
                line += f", F1 on {len(held_out)} held-out articles {score:.3f}"
                if score > best:
                    best, fitted.best, since = score, fitted.passes, 0
                    kept = nlp.to_bytes(exclude=["vocab", "tokenizer"]) if patience is not None else b""
                else:
                    since += score > 0  # the first passes from zero find nothing yet
        progress(f"{line}, {time.monotonic() - begun:.0f} s")
        if patience is not None and since >= patience:
            break
    if kept:
        nlp.from_bytes(kept, exclude=["vocab", "tokenizer"])
    else:
        fitted.best = fitted.passes
        _settle(nlp, optimizers)
    fitted.seconds = time.monotonic() - begun
    return fitted


def _one_pass(
    pipes: Sequence[tuple[Any, Any]],
    examples: list[Example],
    tokens: int,
    recipe: Recipe,
    until: float | None,
    fitted: Fitted,
) -> dict[str, float]:
    losses: dict[str, float] = {}
    random.shuffle(examples)
    for batch in _batches(examples, tokens):
        for pipe, optimizer in pipes:
            pipe.update(batch, drop=recipe.dropout, sgd=optimizer, losses=losses)
        if until is not None and time.monotonic() > until:
            fitted.stopped = True
            break
    return losses


def batch_size(examples: Sequence[Example], recipe: Recipe) -> int:
    """The number of tokens in an update."""
    tokens = sum(len(example.predicted) for example in examples)
    return max(1, min(recipe.batch, tokens // recipe.least_a_pass))


def most_passes(examples: Sequence[Example], recipe: Recipe, passes: int, *, nested: bool = False) -> int:
    """``passes``, or more where these would make fewer than the least number of updates."""
    tokens = sum(len(example.predicted) for example in examples)
    updates = max(1, tokens // batch_size(examples, recipe))
    return max(passes, -(-(recipe.least_nested if nested else recipe.least_updates) // updates))


def _batches(examples: Sequence[Example], tokens: int) -> Iterator[list[Example]]:
    batch: list[Example] = []
    size = 0
    for example in examples:
        batch.append(example)
        size += len(example.predicted)
        if size >= tokens:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _optimizer(learn_rate: float) -> Any:
    from thinc.api import Adam

    return Adam(learn_rate=learn_rate, L2=_DECAY, use_averages=True, L2_is_weight_decay=True)


def _averaged(nlp: Language, optimizers: Sequence[Any]) -> Any:
    """A context in which the weights are their moving averages."""
    averages = {key: value for one in optimizers for key, value in (one.averages or {}).items()}
    return nlp.use_params(averages) if averages else nullcontext()


def _settle(nlp: Language, optimizers: Sequence[Any]) -> None:
    """Makes the moving averages the weights for good."""
    with _averaged(nlp, optimizers):
        kept = nlp.to_bytes(exclude=["vocab", "tokenizer"])
    nlp.from_bytes(kept, exclude=["vocab", "tokenizer"])


def predictions(
    nlp: Language, records: Sequence[GoldRecord], ontology: Ontology
) -> dict[str, tuple[Entity, ...]]:
    """The entities that the pipeline finds in each text, by the text. A text that it cannot read has none."""
    articles = [record.article for record in records if isinstance(record.article, Article)]
    found: dict[str, tuple[Entity, ...]] = {}
    for article, doc in zip(articles, piped(nlp, articles), strict=True):
        made = () if isinstance(doc, Exception) else trained_entities(nlp, doc, article.text, ontology)
        found[article.text] = tuple(made)
    return found


def tallies(records: Sequence[GoldRecord], found: dict[str, tuple[Entity, ...]]) -> dict[str, Tally]:
    """Compares entities, by text, with gold: strict tallies per label."""
    return add_up(
        strict_match(record.annotation.entities, found.get(record.text or "", ())) for record in records
    )
