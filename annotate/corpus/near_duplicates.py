"""Finds near duplicates among articles: reprints, and updates that contain an earlier dispatch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from annotate.core.errors import MissingExtraError

if TYPE_CHECKING:
    from annotate.corpus.near_duplicates_index import Found

_TEXTS_AT_ONCE = 64
_LEAST_CONTAINED = 8  # shingles (ten words); a shorter text may stand in many articles by chance
_MOST_CONTAINERS = 10
_LOOKUPS_PER_TEXT = 10_000
_LOOKUPS_ALWAYS = 1_000_000_000


@dataclass(frozen=True)
class NearDuplicates:
    """The near duplicates among some articles. The same articles in another order give the same.

    - ``texts``: the ids of the articles by text, since several articles may have the same words.
    - ``pairs``: indices of two texts that are near duplicates, each pair once.
    - ``boilerplate``: articles that are contained in more than 10 articles which are no near duplicates of
      one another, such as a notice of an agency. Being contained in an article does not count for these.
    - ``limited``: articles made of phrases that thousands share. They were compared with a sample of these.
    """

    texts: tuple[tuple[str, ...], ...]
    pairs: tuple[tuple[int, int], ...]
    boilerplate: tuple[str, ...] = ()
    limited: tuple[str, ...] = ()

    @property
    def clusters(self) -> list[list[str]]:
        """The ids of articles that are near duplicates, directly or through others. Sorted; two at least."""
        return self.clusters_among(article for ids in self.texts for article in ids)

    def clusters_among(self, articles: Iterable[str]) -> list[list[str]]:
        """The clusters of ``articles`` alone, as if there were no others."""
        wanted = set(articles)
        texts = [[article for article in ids if article in wanted] for ids in self.texts]
        top = list(range(len(texts)))
        for one, other in self.pairs:
            if texts[one] and texts[other]:
                first, second = _top(top, one), _top(top, other)
                top[max(first, second)] = min(first, second)
        members: dict[int, list[str]] = {}
        for number, ids in enumerate(texts):
            members.setdefault(_top(top, number), []).extend(ids)
        return sorted(sorted(ids) for ids in members.values() if len(ids) > 1)

    def near(self, wanted: Iterable[str]) -> dict[str, list[str]]:
        """The articles that each of the ``wanted`` is a near duplicate of, sorted."""
        text_of = {article: text for text, ids in enumerate(self.texts) for article in ids}
        found = {article: set(self.texts[text_of[article]]) for article in wanted if article in text_of}
        asked: dict[int, list[str]] = {}
        for article in found:
            asked.setdefault(text_of[article], []).append(article)
        for pair in self.pairs:
            for text, other in (pair, pair[::-1]):
                for article in asked.get(text, ()):
                    found[article].update(self.texts[other])
        return {article: sorted(ids - {article}) for article, ids in found.items()}


def find_near_duplicates(
    articles: Iterable[tuple[str, str]], *, most_lookups: int | None = None
) -> NearDuplicates:
    """Finds the near duplicates among ``articles``, pairs of a unique id and a text.

    Two articles are near duplicates if the Jaccard similarity of their shingles is at least 0.7, or if one
    contains at least 0.7 of the shingles of the other, which has at least 8 (ten words). A shingle is three
    words in a row, without case, accents and punctuation; of scripts without blanks it is five ideographs or
    ten letters. Articles with the same words are near duplicates in any case. The decision is exact, and no
    pair is missed but those of ``limited`` and ``boilerplate`` articles.

    Reads the articles once. Shingles are kept in temporary files (16 bytes a word); memory holds the ids and
    about 30 bytes for each shingle that several articles have.
    ``most_lookups`` limits the work; by default it grows with the number of articles.

    Raises `MissingExtraError` without numpy and scipy.

    >>> found = find_near_duplicates((article.id, article.text) for article in read_articles(["articles/"]))
    >>> print(found.clusters)
    """
    try:
        import numpy as np
        import scipy.sparse  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("numpy and scipy", "export") from error
    from annotate.corpus.near_duplicates_index import ShingleStore, find_pairs
    from annotate.corpus.near_duplicates_shingles import Shingler

    shingler = Shingler()
    ids: dict[bytes, list[str]] = {}  # by digest of the words, in the order of the first
    remaining = iter(articles)
    with ShingleStore() as store:
        while batch := list(islice(remaining, _TEXTS_AT_ONCE)):
            shingles = shingler.shingles([text for _, text in batch])
            numbers = np.full(len(batch), -1)
            for index, ((article, _), digest) in enumerate(zip(batch, shingles.digests, strict=True)):
                if digest not in ids:
                    numbers[index] = len(ids)
                ids.setdefault(digest, []).append(article)
            store.add(shingles, numbers)
        digests = sorted(ids)
        ranks = np.empty(len(ids), dtype=np.int64)
        position = {digest: number for number, digest in enumerate(ids)}
        ranks[[position[digest] for digest in digests]] = np.arange(len(digests))
        texts = tuple(tuple(sorted(ids[digest])) for digest in digests)
        if most_lookups is None:
            most_lookups = max(_LOOKUPS_ALWAYS, _LOOKUPS_PER_TEXT * len(texts))
        found = find_pairs(store, ranks, most_lookups)
    pairs, boilerplate = _without_boilerplate(found)
    return NearDuplicates(texts, pairs, _ids(texts, boilerplate), _ids(texts, found.limited.tolist()))


def _without_boilerplate(found: Found) -> tuple[tuple[tuple[int, int], ...], list[int]]:
    """The pairs of near duplicates, and the texts that are contained in too many unrelated texts."""
    from annotate.corpus.near_duplicates_index import TENTHS

    sizes = found.sizes
    union = sizes[found.first] + sizes[found.second] - found.shared
    similar = 10 * found.shared >= TENTHS * union
    contained = ~similar & (sizes[found.first] >= _LEAST_CONTAINED)
    pairs = list(zip(found.first[similar].tolist(), found.second[similar].tolist(), strict=True))
    containers: dict[int, list[int]] = {}
    for text, container in zip(
        found.first[contained].tolist(), found.second[contained].tolist(), strict=True
    ):
        containers.setdefault(text, []).append(container)
    neighbours: dict[int, set[int]] | None = None
    boilerplate = []
    # The largest first, so that what connects two containers of a text is known before the text is looked at.
    for text in sorted(containers, key=lambda text: (-int(sizes[text]), text)):
        kept = [(text, container) for container in containers[text]]
        if len(kept) > _MOST_CONTAINERS:
            neighbours = _neighbours(pairs) if neighbours is None else neighbours
            if _unrelated(containers[text], neighbours) > _MOST_CONTAINERS:
                boilerplate.append(text)
                continue
        pairs += kept
        if neighbours is not None:
            _connect(neighbours, kept)
    return tuple(sorted(pairs)), sorted(boilerplate)


def _neighbours(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    neighbours: dict[int, set[int]] = {}
    _connect(neighbours, pairs)
    return neighbours


def _connect(neighbours: dict[int, set[int]], pairs: Iterable[tuple[int, int]]) -> None:
    for one, other in pairs:
        neighbours.setdefault(one, set()).add(other)
        neighbours.setdefault(other, set()).add(one)


def _unrelated(texts: Iterable[int], neighbours: Mapping[int, set[int]]) -> int:
    """How many groups ``texts`` form if only near duplicates among themselves are in a group."""
    left = set(texts)
    groups = 0
    while left:
        groups += 1
        reached = {left.pop()}
        while reached:
            beside = neighbours.get(reached.pop(), set()) & left
            left -= beside
            reached |= beside
    return groups


def _top(top: list[int], text: int) -> int:
    while top[text] != text:
        top[text] = top[top[text]]
        text = top[text]
    return text


def _ids(texts: tuple[tuple[str, ...], ...], numbers: Iterable[int]) -> tuple[str, ...]:
    return tuple(sorted(article for number in numbers for article in texts[number]))
