"""Finds the one-to-one pairs with the greatest total weight; every comparison of annotations uses it."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping


def best_pairs(worth: Mapping[tuple[int, int], int]) -> list[tuple[int, int]]:
    """The sorted pairs (left, right) with the greatest total worth; each index is in at most one pair.

    ``worth`` maps the possible pairs to positive whole numbers. The total does not depend on the order of
    either side. Among equally good sets of pairs, the indices alone decide.

    The algorithm adds augmenting paths of the greatest gain (Ahuja, Magnanti and Orlin, Network Flows, 1993,
    chapter 12). The algorithm solves each connected component of the graph of possible pairs separately.
    Among mentions, these components are small.
    """
    edges: dict[int, dict[int, int]] = {}
    holders: dict[int, int] = {}  # number of left indices that may be paired with this right index
    for (left, right), value in sorted(worth.items()):
        edges.setdefault(left, {})[right] = value
        holders[right] = holders.get(right, 0) + 1
    pairs: dict[int, int] = {}
    for left, rights in list(edges.items()):
        if len(rights) == 1 and holders[right := next(iter(rights))] == 1:
            pairs[left] = right
            del edges[left]
    while edges:
        pairs.update(_assign(_piece(edges)))
    return sorted(pairs.items())


def _piece(edges: dict[int, dict[int, int]]) -> dict[int, dict[int, int]]:
    """Removes one connected component from ``edges`` and returns it."""
    holders: dict[int, list[int]] = {}
    for left, rights in edges.items():
        for right in rights:
            holders.setdefault(right, []).append(left)
    waiting, seen = [next(iter(edges))], set()
    while waiting:
        left = waiting.pop()
        if left not in seen:
            seen.add(left)
            waiting.extend(other for right in edges[left] for other in holders[right])
    return {left: edges.pop(left) for left in sorted(seen)}


def _assign(edges: dict[int, dict[int, int]]) -> dict[int, int]:
    mate: dict[int, int] = {}  # left -> right
    owner: dict[int, int] = {}  # right -> left
    while True:
        gained: dict[int, int] = {left: 0 for left in edges if left not in mate}
        reached: dict[int, int] = {}
        came: dict[int, int] = {}
        waiting = deque(gained)
        while waiting:
            left = waiting.popleft()
            for right, value in edges[left].items():
                gain = gained[left] + value
                if mate.get(left) == right or (right in reached and gain <= reached[right]):
                    continue
                reached[right], came[right] = gain, left
                if right in owner:
                    other = owner[right]
                    gained[other] = gain - edges[other][right]
                    waiting.append(other)
        free = [(gain, -right) for right, gain in reached.items() if right not in owner and gain > 0]
        if not free:
            return mate
        right = -max(free)[1]
        while True:
            left = came[right]
            freed = mate.get(left)
            mate[left], owner[right] = right, left
            if freed is None:
                break
            right = freed
