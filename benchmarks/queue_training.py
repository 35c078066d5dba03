"""What a trained model suggests with, beside the default labelers, and the F1 of its names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from annotate.evaluate.counts import Key
from annotate.prelabel.interface.model_file import read_model_file
from annotate.prelabel.interface.model_labelers import with_model
from annotate.prelabel.merging.choosing import AUTO
from benchmarks.gold_sets import GoldSet
from benchmarks.systems import DEFAULT, System, compared, suggested

ONTOLOGY = "conll"


def system_of(model: Path) -> System:
    """The default labelers with a model, and the weights and words that it has.

    Without a model the default labelers alone: its training was refused, because nothing got better.
    """
    if not model.exists():
        return DEFAULT
    made = read_model_file(model)
    return replace(
        DEFAULT,
        labelers=with_model(DEFAULT.labelers, model.absolute(), made.labelers),
        weights=str(model.absolute() / made.weights) if made.weights is not None else AUTO,
        words=model.absolute() / made.words if made.words is not None else None,
    )


def names(gold: GoldSet, system: System = DEFAULT) -> tuple[float, float, float]:
    """Strict F1, precision and recall of the names in ``gold``."""
    key = Key("names", "strict")
    counts = [article.counts[key] for article in compared(gold, suggested(gold, system), {})]
    tally = sum(counts[1:], counts[0]).tally
    return tally.f1, tally.precision, tally.recall
