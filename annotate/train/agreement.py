"""What labelers' agreement tells about them, without gold: who is how often right.

The model of Dawid and Skene 1979 ("Maximum Likelihood Estimation of Observer Error-Rates Using the EM
Algorithm", Applied Statistics 28, pp. 20-28) with one accuracy per labeler (its "one-coin" form, Zhang et al.
2014, "Spectral Methods Meet EM", section 2). Who keeps silent abstains. With error rates of its own for each
label and answer the algorithm is free to call everything right, and does so where labelers overlap little.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from annotate.prelabel.merging.weights import logistic

_ROUNDS = 200
_STILL = 1e-6  # a change of the largest belief below which nothing moves any more
_PRIOR = (8.0, 2.0)  # votes that were right and wrong, as if seen before: a labeler is better than chance

SHARE_RIGHT = 0.8  # of candidates; taken as given, since it grows to 1 where it is learned without gold

Votes = Mapping[
    str, bool
]  # by labeler: whether it speaks for the candidate or for what cannot stand beside it


@dataclass(frozen=True)
class Opinion:
    """The share of each labeler's votes that is right."""

    accuracy: Mapping[str, float]

    def logit(self, votes: Votes) -> float:
        """The log odds that a candidate with these votes is right."""
        weights = (self.weight(labeler) * (1 if given else -1) for labeler, given in votes.items())
        return _log_odds(SHARE_RIGHT) + sum(weights)

    def weight(self, labeler: str) -> float:
        """What a vote of the labeler adds to the log odds, or takes from them."""
        return _log_odds(self.accuracy[labeler])


def learn_opinion(candidates: Sequence[Votes], labelers: Sequence[str]) -> Opinion:
    """The most probable accuracies of ``labelers`` given how they voted, by expectation maximisation.

    Equal candidates are counted, not repeated, so that the work grows with the number of different votes.
    """
    counts = Counter(tuple(sorted(votes.items())) for votes in candidates)
    good, bad = _PRIOR
    opinion = Opinion(dict.fromkeys(labelers, good / (good + bad)))
    belief = dict.fromkeys(counts, 0.0)
    for _ in range(_ROUNDS):
        now = {votes: logistic(opinion.logit(dict(votes))) for votes in counts}
        moved = max((abs(now[votes] - belief[votes]) for votes in counts), default=0.0)
        belief = now
        opinion = _opinion(counts, belief, labelers)
        if moved < _STILL:
            break
    return opinion


def _opinion(
    counts: Mapping[tuple[tuple[str, bool], ...], int],
    belief: Mapping[tuple[tuple[str, bool], ...], float],
    labelers: Sequence[str],
) -> Opinion:
    good, bad = _PRIOR
    agreeing, given = dict.fromkeys(labelers, good), dict.fromkeys(labelers, good + bad)
    for votes, count in counts.items():
        for labeler, speaks_for in votes:
            agreeing[labeler] += count * (belief[votes] if speaks_for else 1 - belief[votes])
            given[labeler] += count
    return Opinion({name: agreeing[name] / given[name] for name in labelers})


def _log_odds(share: float) -> float:
    return log(share / (1 - share))
