"""What nervaluate 1.2 says of the same mentions, in our words: its inclusive ends and its scheme names."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from annotate.core.annotation import Entity
from annotate.core.matching import Outcome, Scheme

NAMES = {"strict": Scheme.STRICT, "exact": Scheme.EXACT, "partial": Scheme.PARTIAL, "ent_type": Scheme.TYPE}
Scored = tuple[Outcome, tuple[float, float, float]]


def nervaluate_scores(
    gold: Sequence[Entity], predicted: Sequence[Entity]
) -> dict[Scheme, dict[str | None, Scored]]:
    """Per scheme and label (None: all) the outcome with precision, recall and F1."""
    tags = sorted({entity.label for entity in (*gold, *predicted)})
    evaluator = import_module("nervaluate.evaluator").Evaluator(
        _document(gold), _document(predicted), tags=tags, loader="dict"
    )
    found = evaluator.evaluate()
    scored: dict[Scheme, dict[str | None, Scored]] = {}
    for name, scheme in NAMES.items():
        scored[scheme] = {None: _scored(found["overall"][name])}
        scored[scheme] |= {label: _scored(results[name]) for label, results in found["entities"].items()}
    return scored


def _document(entities: Sequence[Entity]) -> list[list[dict[str, Any]]]:
    return [[{"label": e.label, "start": e.start, "end": e.end - 1} for e in entities]]


def _scored(result: Any) -> Scored:
    outcome = Outcome(result.correct, result.incorrect, result.partial, result.missed, result.spurious)
    return outcome, (result.precision, result.recall, result.f1)
