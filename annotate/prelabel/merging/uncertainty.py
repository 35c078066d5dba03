"""The uncertainty of suggestions, in bits. Uncertainty is no score; it orders the queue.

- Of an entity: the entropy over what may be right in its place: the entity, each dropped rival, or nothing
  (Settles 2009, "Active Learning Literature Survey", section 3.1). Of two entities with the same score, the
  entity with rivals has the higher uncertainty.
- Of an event: the same, and how open the roles of the mentions are that may be its arguments. By the chain
  rule of entropy, the roles count with the probability of the event. How doubtful the mentions themselves are
  does not count here: it counts once, at each mention.
- Of an article: the mean over all suggestions, and over candidates left out because of a low probability.
  Token entropy is normalised by length in the same way in Settles and Craven 2008 (EMNLP, section 3.1).
"""

from __future__ import annotations

from collections.abc import Iterable
from math import log2

DIGITS = 4


def place_entropy(probability: float, rivals: Iterable[float] = ()) -> float:
    """The entropy in bits over a candidate, its rivals and "nothing", from their probabilities.

    "Nothing" has the remaining probability up to 1. If the sum is more than 1, all are scaled down to the sum
    1. Without rivals, the result is the binary entropy.
    """
    outcomes = [probability, *rivals]
    total = sum(outcomes)
    if total > 1:
        outcomes = [outcome / total for outcome in outcomes]
    else:
        outcomes.append(1 - total)
    # Adding 0.0 turns the -0.0 of a certain outcome into 0.0.
    return round(-sum(p * log2(p) for p in outcomes if p > 0) + 0.0, DIGITS)


def event_entropy(probability: float, rivals: Iterable[float] = (), open_roles: float = 0.0) -> float:
    """The entropy in bits over an event, its rivals and "nothing", and over the roles in the event.

    ``open_roles`` is the entropy over the roles if the event is right. Chain rule: Cover and Thomas 2006,
    "Elements of Information Theory", theorem 2.2.1.
    """
    return round(place_entropy(probability, rivals) + probability * open_roles, DIGITS)


def mean(values: Iterable[float]) -> float | None:
    """The mean in bits; None without values."""
    given = list(values)
    return round(sum(given) / len(given), DIGITS) if given else None
