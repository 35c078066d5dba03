"""Finds, for each text, the texts that hold most of its shingles. Needs numpy and scipy.

If B holds at least a share t of the shingles of A, then it holds at least n - (1 - t) * |A| of any n of them.
So it is enough to look the rarest shingles of A up in an index of all texts (prefix filtering: Chaudhuri,
Ganti, Kaushik 2006, "A Primitive Operator for Similarity Joins in Data Cleaning"). The search finds every
such pair. If the Jaccard similarity is t, the larger text holds at least a share t of the smaller, so these
pairs are found as well.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from typing import IO, Any

import numpy as np
from scipy import sparse

from annotate.corpus.near_duplicates_shingles import Numbers, Shingles

TENTHS = 7  # the smallest Jaccard similarity or containment of near duplicates, in tenths
_PARTS = 32  # as many parts of the hashes are sorted one after the other
_USUAL_LOOKUPS = 2_000  # entries of the index that a text may look up although fewer would do
_LOOKUPS_AT_ONCE = 4_000_000
_PAIRS_AT_ONCE = 20_000
_ROWS_AT_ONCE = 4_000
_SAMPLES, _NEIGHBOURS = 16, 4


@dataclass(frozen=True)
class Found:
    """Pairs of texts that share at least 7/10 of the shingles of the first, by index.

    ``shared`` counts the shingles of each pair, ``sizes`` those of each text. ``limited`` are texts whose
    shingles are all so common that they were compared with some texts only.
    """

    first: Numbers
    second: Numbers
    shared: Numbers
    sizes: Numbers
    limited: Numbers


class ShingleStore:
    """Keeps shingles in temporary files, in parts by their hash: 16 bytes a shingle."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._files: list[IO[bytes]] = []
        for _ in range(_PARTS):
            file = tempfile.TemporaryFile()  # noqa: SIM115 the stack closes it
            self._files.append(self._stack.enter_context(file))

    def __enter__(self) -> ShingleStore:
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def add(self, shingles: Shingles, numbers: Numbers) -> None:
        """Adds the shingles of texts. ``numbers`` has the number of each text; of -1 nothing is added."""
        owners = numbers[shingles.owners]
        hashes, owners = shingles.hashes[owners >= 0], owners[owners >= 0]
        part = (hashes >> np.uint64(64 - 5)).astype(np.uint8)
        order = np.argsort(part, kind="stable")
        pairs = np.stack([hashes, owners.astype(np.uint64)], axis=1)[order]
        bounds = np.searchsorted(part[order], np.arange(_PARTS + 1))
        for number, file in enumerate(self._files):
            file.write(pairs[bounds[number] : bounds[number + 1]].tobytes())

    def parts(self, ranks: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
        """Yields, by parts and in the order of the hashes, how many texts have each distinct shingle.

        The second array has the ranks of these texts, ascending, one shingle after the other.
        """
        for file in self._files:
            file.seek(0)
            pairs = np.frombuffer(file.read(), dtype=np.uint64).reshape(-1, 2)
            order = np.argsort(pairs[:, 0])
            hashes = pairs[order, 0]
            new = np.concatenate(([True], hashes[1:] != hashes[:-1]))[: len(hashes)]
            # The number of the shingle and the text in one integer, so that one fast sort orders both.
            keys = np.cumsum(new) << 32 | ranks[pairs[order, 1].astype(np.int64)]
            keys.sort()
            keys = keys[np.concatenate(([True], keys[1:] != keys[:-1]))[: len(keys)]]
            shingles = keys >> 32
            begins = np.flatnonzero(np.concatenate(([True], shingles[1:] != shingles[:-1]))[: len(keys)])
            yield np.diff(np.append(begins, len(keys))), keys & 0xFFFFFFFF


def find_pairs(store: ShingleStore, ranks: Numbers, most_lookups: int) -> Found:
    """All pairs of texts that share at least 7/10 of the shingles of the smaller one.

    ``ranks`` numbers the texts in an order that depends on the texts alone; the result uses these numbers.
    ``most_lookups`` limits the entries of the index that all texts together look up. Texts with the most
    entries are limited first.
    """
    sizes, matrix, lengths = _index(store, ranks)
    shared = np.diff(matrix.indptr)
    needed = -(-TENTHS * sizes // 10)
    rows = np.flatnonzero((sizes > 0) & (shared >= needed))
    costs = np.concatenate(
        [
            np.zeros(0, dtype=np.int64),
            *(_least_costs(matrix, lengths, part, needed) for part in _blocks(rows)),
        ]
    )
    order = np.argsort(costs, kind="stable")
    affordable = np.zeros(len(rows), dtype=bool)
    affordable[order] = np.cumsum(costs[order]) <= most_lookups
    index = matrix.T.tocsr()  # a row for each shingle: the texts that have it, ascending
    index.data = matrix.data
    firsts, seconds, overlaps = [], [], []
    candidates = [
        *(
            pair
            for part in _blocks(rows[affordable])
            for pair in _by_index(matrix, index, lengths, part, needed)
        ),
        *_by_neighbours(matrix, index, rows[~affordable]),
    ]
    for first, second in candidates:
        larger = (sizes[second] > sizes[first]) | ((sizes[second] == sizes[first]) & (first != second))
        a, b = first[larger], second[larger]
        overlap = _overlaps(matrix, a, b)
        near = overlap >= needed[a]
        firsts.append(a[near])
        seconds.append(b[near])
        overlaps.append(overlap[near])
    first, second, both = _once(firsts, seconds, overlaps, sizes)
    return Found(first, second, both, sizes, rows[~affordable])


def _index(store: ShingleStore, ranks: Numbers) -> tuple[Numbers, Any, Numbers]:
    """The number of shingles of each text; a matrix of texts and the shingles that several texts have.

    The columns of the matrix are in the order of how many texts have the shingle (the third array).
    """
    sizes, shared = np.zeros((2, len(ranks)), dtype=np.int64)
    parts = []
    for counts, texts in store.parts(ranks):
        sizes += np.bincount(texts, minlength=len(ranks))
        several = counts > 1
        kept = texts[np.repeat(several, counts)]
        shared += np.bincount(kept, minlength=len(ranks))
        parts.append((counts[several].astype(np.int32), kept.astype(np.int32)))
    possible = 10 * shared >= TENTHS * sizes
    parts = [_of_use(*parts.pop(0), possible) for _ in range(len(parts))]
    lengths = np.concatenate([counts for counts, _ in parts]).astype(np.int64)
    texts = np.concatenate([texts for _, texts in parts])
    del parts
    order = np.argsort(lengths, kind="stable")
    begins = (np.cumsum(lengths) - lengths)[order]
    lengths = lengths[order]
    pointers = np.concatenate(([0], np.cumsum(lengths)))
    number = np.int32 if len(texts) < 2**31 else np.int64
    from_place = np.repeat((begins - pointers[:-1]).astype(number), lengths)
    from_place += np.arange(len(texts), dtype=number)
    texts = texts[from_place]
    del from_place
    ones = np.ones(len(texts), dtype=np.int32)
    matrix = sparse.csc_matrix((ones, texts, pointers), shape=(len(ranks), len(lengths))).tocsr()
    matrix.data = ones  # one array of ones for all matrices
    return sizes, matrix, lengths


def _of_use(counts: Any, texts: Any, possible: Any) -> tuple[Any, Any]:
    """Leaves out the shingles of which no text shares enough with the others to have a near duplicate."""
    if not len(texts):
        return counts, texts
    used = np.logical_or.reduceat(possible[texts], np.cumsum(counts) - counts)
    return counts[used], texts[np.repeat(used, counts)]


def _blocks(rows: Numbers) -> Iterator[Numbers]:
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        yield rows[start : start + _ROWS_AT_ONCE]


def _costs(matrix: Any, lengths: Numbers, rows: Numbers, needed: Numbers) -> tuple[Any, Numbers, Numbers]:
    """The rows; for each entry, the lookups of its row up to it; the fewest entries to look up by row."""
    part = matrix[rows]
    sums = np.concatenate(([0], np.cumsum(lengths[part.indices])))
    costs = sums[1:] - np.repeat(sums[part.indptr[:-1]], np.diff(part.indptr))
    return part, costs, np.diff(part.indptr) - needed[rows] + 1


def _least_costs(matrix: Any, lengths: Numbers, rows: Numbers, needed: Numbers) -> Numbers:
    part, costs, fewest = _costs(matrix, lengths, rows, needed)
    least: Numbers = costs[part.indptr[:-1] + fewest - 1]
    return least


def _by_index(
    matrix: Any, index: Any, lengths: Numbers, rows: Numbers, needed: Numbers
) -> Iterator[tuple[Numbers, Numbers]]:
    """Yields candidates: texts that hold enough of the rarest shingles of ``rows``."""
    part, costs, fewest = _costs(matrix, lengths, rows, needed)
    position = np.arange(len(part.indices)) - np.repeat(part.indptr[:-1], np.diff(part.indptr))
    chosen = (position < np.repeat(fewest, np.diff(part.indptr))) | (costs <= _USUAL_LOOKUPS)
    pointers = np.concatenate(([0], np.cumsum(chosen)))[part.indptr]
    looked_up = sparse.csr_matrix((part.data[chosen], part.indices[chosen], pointers), shape=part.shape)
    hits_needed = np.diff(pointers) - fewest + 1
    lookups = np.add.reduceat(np.append(lengths[looked_up.indices], 0), pointers[:-1])
    for start, end in _slices(lookups):
        hits = (looked_up[start:end] @ index).tocoo()
        enough = hits.data >= hits_needed[start:end][hits.row]
        yield rows[start:end][hits.row[enough]], hits.col[enough].astype(np.int64)


def _slices(lookups: Numbers) -> Iterator[tuple[int, int]]:
    """Cuts rows so that each slice has a limited number of lookups, and at least one row."""
    number = np.cumsum(lookups) // _LOOKUPS_AT_ONCE
    bounds = [0, *(np.flatnonzero(np.diff(number)) + 1).tolist(), len(lookups)]
    yield from pairwise(bounds)


def _by_neighbours(matrix: Any, index: Any, rows: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
    """Yields candidates for ``rows`` with too many lookups: the nearest texts in a few lists of the index.

    Similar texts choose the same lists (as in MinHash, by a hash of the shingle). So the texts of one
    template are chained together although each is compared with few.
    """
    for row in rows.tolist():
        columns = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]].astype(np.uint64)
        scrambled = (columns * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(32)
        near = []
        for column in columns[np.argsort(scrambled, kind="stable")[:_SAMPLES]].tolist():
            texts = index.indices[index.indptr[column] : index.indptr[column + 1]]
            at = int(np.searchsorted(texts, row))
            near.append(texts[max(at - _NEIGHBOURS, 0) : at + _NEIGHBOURS + 1])
        second = np.unique(np.concatenate(near)).astype(np.int64)
        second = second[second != row]
        # Either may be the smaller one; a pair with too few shared shingles is left out later.
        yield np.full(len(second), row), second
        yield second, np.full(len(second), row)


def _overlaps(matrix: Any, first: Numbers, second: Numbers) -> Numbers:
    """How many shingles the two texts of each pair share, exactly."""
    counts = [np.zeros(0, dtype=np.int64)]
    for start in range(0, len(first), _PAIRS_AT_ONCE):
        at = slice(start, start + _PAIRS_AT_ONCE)
        both = matrix[first[at]].multiply(matrix[second[at]])
        counts.append(np.asarray(both.sum(axis=1)).ravel().astype(np.int64))
    return np.concatenate(counts)


def _once(
    firsts: list[Numbers], seconds: list[Numbers], overlaps: list[Numbers], sizes: Numbers
) -> tuple[Numbers, Numbers, Numbers]:
    """Each pair once and in order. The first text is the smaller, or of two of one size the lower number."""
    none = [np.zeros(0, dtype=np.int64)]
    first, second = np.concatenate(none + firsts), np.concatenate(none + seconds)
    swap = (sizes[first] == sizes[second]) & (first > second)
    first, second = np.where(swap, second, first), np.where(swap, first, second)
    _, at = np.unique(first * len(sizes) + second, return_index=True)
    return first[at], second[at], np.concatenate(none + overlaps)[at]
