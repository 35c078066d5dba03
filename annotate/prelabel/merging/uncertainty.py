"""The uncertainty of suggestions, in bits. It is separate from the score and orders the queue.

- Of an entity: the entropy over what may be right in its place: the entity, each rival that gave way to it,
  or nothing (Settles 2009, "Active Learning Literature Survey", section 3.1). Of two entities with the same
  score, the one that labelers contradict each other about has the higher uncertainty.
- Of an event: the mean of the entropy over itself and its rivals, and the uncertainties of its arguments.
- Of an article: the mean over everything suggested, and over what was left out for its low probability. Token
  entropy is normalised by length in the same way in Settles and Craven 2008 (EMNLP, section 3.1).
"""

from __future__ import annotations

from collections.abc import Iterable
from math import log2

DIGITS = 4


def place_entropy(probability: float, rivals: Iterable[float] = ()) -> float:
    """The entropy in bits over a candidate, its rivals and "nothing", given their probabilities.

    "Nothing" has the rest up to 1. Probabilities that add up to more than 1 are scaled down to 1. Without
    rivals it is the binary entropy.
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
