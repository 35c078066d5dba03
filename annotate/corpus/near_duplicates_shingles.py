"""Turns texts into hashes of their word shingles, many texts at a time. Needs numpy."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Numbers = NDArray[np.int64]

# What a character is to a shingle. A token is a run of letters and digits, or one character of a script that
# is written without blanks.
_SEPARATOR, _LETTER, _IDEOGRAPH, _UNSPACED, _DELETED, _SEVERAL, _UNKNOWN = range(7)
# Tokens in a shingle, by the kind of its first character: about three words in each script.
_TOKENS = {_LETTER: 3, _IDEOGRAPH: 5, _UNSPACED: 10}
_IDEOGRAPHS = ((0x3040, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF))
_IDEOGRAPHS_BEYOND = (0x20000, 0x3FFFF)
_SCRIPTS_WITHOUT_BLANKS = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF))  # Thai, Lao, Burmese, Khmer
_ACCENTS = ((0x0300, 0x036F), (0x0591, 0x05C7), (0x064B, 0x065F), (0x0670, 0x0670))  # Latin, Hebrew, Arabic
_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2**64
_CODES = 0x110000


@dataclass(frozen=True)
class Shingles:
    """The shingles of some texts. ``owners[i]`` is the index of the text that has the shingle ``hashes[i]``.

    A shingle that occurs several times in a text is there several times. ``digests`` has one digest for each
    text: equal for texts with the same tokens in the same order. A text with fewer tokens than a shingle
    has no shingles.
    """

    hashes: Hashes
    owners: Numbers
    digests: list[bytes]


class Shingler:
    """Hashes shingles. Case, accents, quotes, punctuation and white space make no difference."""

    def __init__(self) -> None:
        self._kinds = np.full(_CODES, _UNKNOWN, dtype=np.uint8)
        self._values = np.zeros(_CODES, dtype=np.uint64)
        self._several: dict[int, str] = {}
        self._powers: Hashes = np.ones(1, dtype=np.uint64)
        self._inverses: Hashes = np.ones(1, dtype=np.uint64)

    def shingles(self, texts: Sequence[str]) -> Shingles:
        """The shingles of ``texts``: three words each, or as much of a script without blanks."""
        texts = [unicodedata.normalize("NFC", text) for text in texts]
        codes = self._codes(texts)
        kinds = self._kinds[codes]
        if (kinds == _SEVERAL).any():
            texts = [text.translate(self._several) for text in texts]
            codes = self._codes(texts)
            kinds = self._kinds[codes]
        bounds = np.cumsum([0, *(len(text) + 1 for text in texts)])
        if (kinds == _DELETED).any():
            kept = kinds != _DELETED
            bounds = np.concatenate(([0], np.cumsum(kept)))[bounds]
            codes, kinds = codes[kept], kinds[kept]
        tokens, first_kinds, starts = self._tokens(codes, kinds)
        ranges = np.searchsorted(starts, bounds)
        hashes, owners = _combined(tokens, first_kinds, ranges)
        digests = [
            blake2b(tokens[start:end].tobytes() or text.strip().encode("utf-8"), digest_size=16).digest()
            for text, start, end in zip(texts, ranges[:-1].tolist(), ranges[1:].tolist(), strict=True)
        ]
        return Shingles(hashes, owners, digests)

    def _codes(self, texts: Sequence[str]) -> NDArray[np.uint32]:
        """The code points of the texts, with a separator after each."""
        joined = "\n".join([*texts, ""]).encode("utf-32-le", "surrogatepass")
        codes = np.frombuffer(joined, dtype=np.uint32)
        unknown = codes[self._kinds[codes] == _UNKNOWN]
        for code in np.unique(unknown).tolist():
            self._learn(code)
        return codes

    def _learn(self, code: int) -> None:
        kind, plain = _plain(chr(code))
        if kind == _SEVERAL:
            self._several[code] = plain
        elif kind not in (_SEPARATOR, _DELETED):
            self._values[code] = int.from_bytes(blake2b(plain.encode(), digest_size=8).digest())
        self._kinds[code] = kind

    def _tokens(
        self, codes: NDArray[np.uint32], kinds: NDArray[np.uint8]
    ) -> tuple[Hashes, NDArray[np.uint8], Numbers]:
        """The hash, the kind and the start of each token."""
        letter = kinds == _LETTER
        alone = (kinds == _IDEOGRAPH) | (kinds == _UNSPACED)
        begins, ends = letter.copy(), letter.copy()
        begins[1:] &= ~letter[:-1]
        ends[:-1] &= ~letter[1:]
        starts = np.flatnonzero(begins | alone)
        stops = np.flatnonzero(ends | alone) + 1
        self._grow(len(codes) + 1)
        sums = np.zeros(len(codes) + 1, dtype=np.uint64)
        np.cumsum(self._values[codes] * self._powers[: len(codes)], out=sums[1:])
        return _mixed((sums[stops] - sums[starts]) * self._inverses[starts]), kinds[starts], starts

    def _grow(self, length: int) -> None:
        """Has powers of the base and of its inverse for a text of ``length`` code points."""
        if len(self._powers) < length:
            self._powers = _powers(_BASE, length)
            self._inverses = _powers(pow(_BASE, -1, 2**64), length)


def _powers(base: int, length: int) -> Hashes:
    factors = np.full(length, base, dtype=np.uint64)
    factors[0] = 1
    return np.cumprod(factors)


def _combined(tokens: Hashes, kinds: NDArray[np.uint8], ranges: Numbers) -> tuple[Hashes, Numbers]:
    """The hashes of all shingles and the index of the text of each. ``ranges`` delimits texts in tokens."""
    owner_of = np.repeat(np.arange(len(ranges) - 1), np.diff(ranges))
    last = ranges[1:][owner_of]  # the end of the text that each token belongs to
    found, owners = [], []
    for kind, length in _TOKENS.items():
        at = np.flatnonzero(kinds == kind)
        at = at[at + length <= last[at]]
        hashes: Hashes = np.full(len(at), kind, dtype=np.uint64)
        for offset in range(length):
            hashes = (hashes ^ tokens[at + offset]) * np.uint64(_BASE)
            hashes ^= hashes >> np.uint64(29)
        found.append(_mixed(hashes))
        owners.append(owner_of[at])
    return np.concatenate(found), np.concatenate(owners)


def _mixed(hashes: Hashes) -> Hashes:
    """Spreads hashes over all bits (the last steps of splitmix64)."""
    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return hashes ^ (hashes >> np.uint64(31))


def _plain(character: str) -> tuple[int, str]:
    """The kind of a character, and the character without case and accents."""
    category = unicodedata.category(character)
    if category == "Cf" or _within(ord(character), _ACCENTS):
        return _DELETED, ""
    if not (character.isalnum() or category.startswith("M")):
        return _SEPARATOR, ""
    parts = unicodedata.normalize("NFKD", character)
    parts = "".join(part for part in parts if not _within(ord(part), _ACCENTS))
    plain = unicodedata.normalize("NFKC", parts).casefold()
    if len(plain) > 1:
        return _SEVERAL, plain
    plain = plain or character
    if _within(ord(plain), (*_IDEOGRAPHS, _IDEOGRAPHS_BEYOND)):
        return _IDEOGRAPH, plain
    if _within(ord(plain), _SCRIPTS_WITHOUT_BLANKS):
        return _UNSPACED, plain
    return _LETTER, plain


def _within(code: int, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(first <= code <= last for first, last in ranges)
