"""Distributes groups of articles over splits so that each split gets its share of every label.

The method is iterative stratification (Sechidis, Tsoumakas, Vlahavas 2011, "On the Stratification of
Multi-Label Data"), over groups instead of single articles: the rarest label first, to the split that lacks
most of it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Group:
    """Articles that must be in one split. ``labels`` counts the articles that have each label."""

    articles: tuple[str, ...]
    labels: Mapping[str, int]


def targets(total: int, shares: Mapping[str, int]) -> dict[str, int]:
    """How many of ``total`` articles each split gets, by largest remainder.

    Of equal remainders the split with the larger share comes first, then test before dev.
    """
    whole = sum(shares.values())
    given = {split: total * share // whole for split, share in shares.items()}
    order = sorted(
        sorted(shares, reverse=True),
        key=lambda split: (-(total * shares[split] % whole), -shares[split]),
    )
    for split in order[: total - sum(given.values())]:
        given[split] += 1
    return given


def distribute(
    groups: Sequence[Group], shares: Mapping[str, int], there: Mapping[str, Sequence[Group]], seed: int
) -> list[str]:
    """The split of each group. ``there`` are articles that are in a split already.

    The result depends on the groups and ``seed``, not on the order. Groups of several articles come first, so
    that single articles even the numbers out; then each split has its share by largest remainder, as far as
    groups and ``there`` allow. Within these numbers, labels are distributed by the shares.
    """
    state = _State(groups, {split: share for split, share in shares.items() if share}, there)
    chosen: dict[int, str] = {}
    order = sorted(
        range(len(groups)), key=lambda number: (-len(groups[number].articles), _rank(groups[number], seed))
    )
    several = [number for number in order if len(groups[number].articles) > 1]
    for numbers in (several, order[len(several) :]):
        for number, label in _rarest_first(groups, numbers):
            chosen[number] = state.assign(groups[number], label, seed)
    return [chosen[number] for number in range(len(groups))]


class _State:
    """How many articles, and articles with each label, every split still lacks."""

    def __init__(
        self, groups: Sequence[Group], shares: Mapping[str, int], there: Mapping[str, Sequence[Group]]
    ) -> None:
        everything = [*groups, *(group for split in shares for group in there.get(split, ()))]
        labels: Counter[str] = Counter()
        for group in everything:
            labels.update(group.labels)
        self._room = targets(sum(len(group.articles) for group in everything), shares)
        self._whole = sum(shares.values())
        # In units of one article divided by the sum of the shares, so that they are integers.
        self._lacks = {
            split: {label: count * share for label, count in labels.items()}
            for split, share in shares.items()
        }
        for split in shares:
            for group in there.get(split, ()):
                self._take(split, group)

    def assign(self, group: Group, label: str | None, seed: int) -> str:
        size = len(group.articles)
        fitting = [split for split, room in self._room.items() if room >= size]
        if not fitting:
            most = max(self._room.values())
            fitting = [split for split, room in self._room.items() if room == most]
        split = max(
            fitting,
            key=lambda split: (
                self._lacks[split][label] if label is not None else 0,
                self._room[split],
                _rank(group, seed, split),
            ),
        )
        self._take(split, group)
        return split

    def _take(self, split: str, group: Group) -> None:
        self._room[split] -= len(group.articles)
        for label, count in group.labels.items():
            self._lacks[split][label] -= count * self._whole


def _rarest_first(groups: Sequence[Group], numbers: Sequence[int]) -> list[tuple[int, str | None]]:
    """The groups, each with the label for which it is assigned: always the rarest of what is left."""
    having: dict[str, list[int]] = {}
    for number in numbers:
        for label in groups[number].labels:
            having.setdefault(label, []).append(number)
    left = Counter(
        {label: sum(groups[n].labels[label] for n in members) for label, members in having.items()}
    )
    done: set[int] = set()
    result: list[tuple[int, str | None]] = []
    while left:
        label = min(left, key=lambda label: (left[label], label))
        for number in having[label]:
            if number not in done:
                done.add(number)
                result.append((number, label))
                left.subtract(groups[number].labels)
        left = Counter({other: count for other, count in left.items() if count > 0 and other != label})
    result += [(number, None) for number in numbers if number not in done]
    return result


def _rank(group: Group, seed: int, split: str = "") -> bytes:
    return hashlib.sha256(f"{seed}\0{split}\0{group.articles[0]}".encode()).digest()
