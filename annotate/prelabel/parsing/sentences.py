"""Sentences of a spaCy analysis, made to fit dispatches, and short walks in the dependency tree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from annotate.core.folding import fold_case

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_FINAL = frozenset(".!?…")


def sentences(doc: Doc) -> list[tuple[int, int]]:
    """The sentences as half-open token ranges.

    A line break always ends a sentence. A boundary from the parser counts only after a full stop or a similar
    mark, because parsers also cut "Vietnam et Cuba | réaffirment".
    """
    starts = [0]
    for token in doc[1:]:
        before = doc[token.i - 1]
        broken = "\n" in before.text_with_ws
        if broken or (token.is_sent_start and before.text[-1] in _FINAL):
            starts.append(token.i)
    return [(start, end) for start, end in zip(starts, [*starts[1:], len(doc)], strict=True) if start < end]


def sentence_numbers(doc: Doc) -> list[int]:
    """The number of the sentence of each token."""
    numbers = []
    for number, (start, end) in enumerate(sentences(doc)):
        numbers += [number] * (end - start)
    return numbers


def above(token: Token) -> Iterator[Token]:
    """Yields the tokens above ``token`` in the tree, nearest first."""
    while token.head.i != token.i:
        token = token.head
        yield token


def forms(token: Token) -> tuple[str, str]:
    """The lemma and the text of a token, both lower-cased with `fold_case`."""
    return fold_case(token.lemma_), fold_case(token.text)
