"""The judge of arguments: chooses the roles of all candidates of an event together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from heapq import heapify, heappop, heappush
from math import log2

from annotate.prelabel.judging.argument_features import NONE
from annotate.prelabel.judging.linear import DIGITS, LinearModel

ARGUMENTS = "arguments"
SECOND = 0.7  # the least probability of a second mention of a role that is not in the first one's list
THRESHOLD = 0.35  # the least probability of a role; docs/decisions/052-judged-arguments.md has the curve


class ArgumentJudge:
    """Decides with a model whose classes are kinds of role and "none".

    ``thresholds`` gives the least probability of a class; classes that it lacks have `THRESHOLD`.
    """

    def __init__(self, model: LinearModel, thresholds: Mapping[str, float] | None = None) -> None:
        self.model = model
        self._thresholds = dict(thresholds or {})

    @property
    def version(self) -> str:
        """``arguments-`` and the version of the model."""
        return f"{ARGUMENTS}-{self.model.version}"

    def knows(self, language: str | None) -> bool:
        """Whether the model was learned on articles in this language."""
        return self.model.knows(language)

    def decide(
        self,
        candidates: Sequence[Sequence[str]],
        allowed: Sequence[Collection[str]],
        at_most: Mapping[str, int],
        lists: Sequence[int],
    ) -> list[str | None]:
        """The class of each candidate of one event, given by its features; None for no role.

        A candidate gets one of its ``allowed`` classes, and at most ``at_most`` candidates get the same. The
        most probable pairs are chosen first. ``lists`` numbers the candidates by the list of conjuncts that
        they stand in: "Rossi et Reyes" share a role, while a second mention elsewhere must be as probable as
        `SECOND`. If a class is not to be had, the others are as probable as they are without it.
        """
        return self.choose(self.chances(candidates, allowed), at_most, lists)

    def chances(
        self, candidates: Sequence[Sequence[str]], allowed: Sequence[Collection[str]]
    ) -> list[dict[str, float]]:
        """The probability of each ``allowed`` class and of none, per candidate. Sums may be below 1."""
        return [
            {
                name: probability
                for name, probability in self.model.probabilities(features).items()
                if name == NONE or name in possible
            }
            for features, possible in zip(candidates, allowed, strict=True)
        ]

    def choose(
        self, chances: list[dict[str, float]], at_most: Mapping[str, int], lists: Sequence[int]
    ) -> list[str | None]:
        """Decides as `decide` does, from the `chances` of all candidates. Changes ``chances``."""
        chosen: list[str | None] = [None] * len(chances)
        fellows: dict[str, list[int]] = {}
        waiting = [self._best(number, chance) for number, chance in enumerate(chances)]
        heapify(waiting)
        while waiting:
            negative, number, name = heappop(waiting)
            if name == NONE or -negative < self._thresholds.get(name, THRESHOLD):
                continue
            given = fellows.setdefault(name, [])
            full = len(given) >= at_most.get(name, len(chances))
            if full or (given and lists[number] not in given and -negative < SECOND):
                del chances[number][name]
                heappush(waiting, self._best(number, chances[number]))
                continue
            chosen[number] = name
            given.append(lists[number])
        return chosen

    def _best(self, number: int, chance: Mapping[str, float]) -> tuple[float, int, str]:
        """The most probable class but none, with its share of what is possible, negative for a heap."""
        total = sum(chance.values())
        roles = [(-probability / total, number, name) for name, probability in chance.items() if name != NONE]
        return min(roles, default=(0.0, number, NONE)) if total else (0.0, number, NONE)


def open_roles(chances: Sequence[Mapping[str, float]]) -> float:
    """How open the roles of candidates are: the sum of the entropies over each one's classes, in bits.

    The sum is the joint entropy if candidates are independent.
    """
    bits = 0.0
    for chance in chances:
        total = sum(chance.values())
        bits -= sum(p / total * log2(p / total) for p in chance.values() if p > 0)
    return round(bits, DIGITS) + 0.0
