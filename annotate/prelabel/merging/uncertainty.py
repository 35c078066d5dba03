"""The uncertainty of suggestions, in bits: a number of its own beside the score, to order the queue.

- Of an entity: the entropy over what may stand in its place, that is, the entity, each rival that gave way to
  it, or nothing (Settles 2009, "Active Learning Literature Survey", section 3.1). So two entities with one
  score differ where labelers contradict each other about one of them.
- Of an event: the mean of the entropy over itself and its rivals, and the uncertainties of its arguments.
- Of an article: the mean over everything suggested, and over what was left out for its low probability. Token
  entropy is normalised by length in the same way in Settles and Craven 2008 (EMNLP, section 3.1).
"""

from __future__ import annotations

from collections.abc import Iterable
from math import log2

DIGITS = 4


def place_entropy(probability: float, rivals: Iterable[float] = ()) -> float:
    """The entropy in bits of the outcomes with these probabilities and, where they leave any, of nothing.

    Probabilities that add up to more than 1 are scaled down to 1. Without rivals it is the binary entropy.
    """
    outcomes = [probability, *rivals]
    total = sum(outcomes)
    if total > 1:
        outcomes = [outcome / total for outcome in outcomes]
    else:
        outcomes.append(1 - total)
    # Adding 0.0 turns the -0.0 of a certain outcome into 0.0.
    return round(-sum(p * log2(p) for p in outcomes if p > 0) + 0.0, DIGITS)


def mean(values: Iterable[float]) -> float | None:
    """The mean in bits; None without values."""
    given = list(values)
    return round(sum(given) / len(given), DIGITS) if given else None
