"""Seals refs that have words of a text, such as "ana-diaz", so that only somebody with the text opens them.

A seal is a hash keyed with the text. A join builds candidates from the words of the article's mentions, and
the candidate with the same seal is the ref. Without the text nobody has the key, so nobody can try names.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain

from annotate.core.annotation import Entity
from annotate.core.folding import fold_accents

_WORD = re.compile(r"[^\W_]+")
_LETTERS = re.compile(r"[^\W\d_]+|\d+")
_JOINED_BY = ("-", "_", " ", "")
_MOST_WORDS = 12  # in a mention: a name has fewer
_SIZE = 16  # bytes of a seal


def sealed(entities: Sequence[Entity], refs: Mapping[str, str], text: str) -> dict[str, str]:
    """The seals of those ``refs`` (by id of a mention) that the words of the mentions give again, by id."""
    seals = {identifier: _seal(_key(text), ref) for identifier, ref in refs.items()}
    found = opened(entities, seals, text)
    return {one: seal for one, seal in seals.items() if found.get(one) == refs[one]}


def opened(entities: Sequence[Entity], seals: Mapping[str, str], text: str) -> dict[str, str]:
    """The refs whose seals are given, by id of their mention, as far as the words of ``text`` give them.

    Only the ids and spans of ``entities``, the mentions of one annotation, are read.
    """
    waiting = set(seals.values())
    by_seal: dict[str, str] = {}
    seal = partial(_seal, _key(text))
    for candidate in _candidates(entities, seals.keys(), text) if waiting else ():
        if (made := seal(candidate)) in waiting:
            by_seal[made] = candidate
            waiting.remove(made)
            if not waiting:
                break
    return {identifier: by_seal[given] for identifier, given in seals.items() if given in by_seal}


def _key(text: str) -> bytes:
    """The key of a text. It does not follow from the digest of the text, which a release holds."""
    return hashlib.sha256(b"annotate: refs\0" + text.encode()).digest()


def _seal(key: bytes, ref: str) -> str:
    return hashlib.blake2b(ref.encode(), key=key, digest_size=_SIZE).hexdigest()


def _candidates(entities: Iterable[Entity], sought: Iterable[str], text: str) -> Iterator[str]:
    """What a ref may be, each once: first all words of each mention, then parts of them."""
    ids = set(sought)
    first = dict.fromkeys(text[one.start : one.end] for one in entities if one.id in ids)
    others = dict.fromkeys(text[one.start : one.end] for one in entities)
    seen: set[str] = set()
    for candidate in chain(
        chain.from_iterable(_forms_of_all(words) for words in (*first, *others)),
        chain.from_iterable(_forms_of_parts(words) for words in (*first, *others)),
    ):
        if candidate not in seen:
            seen.add(candidate)
            yield candidate


def _forms_of_all(mention: str) -> Iterator[str]:
    yield mention
    for words in _words(mention):
        yield from _joined(words)


def _forms_of_parts(mention: str) -> Iterator[str]:
    """The forms of every run of words in a mention."""
    for words in _words(mention):
        if len(words) <= _MOST_WORDS:
            for start in range(len(words)):
                for end in range(start + 1, len(words) + 1):
                    yield from _joined(words[start:end])


def _words(mention: str) -> Iterator[list[str]]:
    """The words, as they are and without case and accents. Of combining accents, both with and without."""
    for written in dict.fromkeys((fold_accents(mention), mention)):
        for pattern in (_WORD, _LETTERS):
            yield pattern.findall(written)


def _joined(words: list[str]) -> Iterator[str]:
    for mark in _JOINED_BY:
        joined = mark.join(words)
        yield from (joined, joined.lower(), joined.upper())
