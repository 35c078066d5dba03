"""Analyses a long text part by part. Parts end at the end of a paragraph or sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from annotate.core.sentences import sentence_ends

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

WINDOW = 50_000  # code points analysed at a time; for ten times as many, spaCy needs about a gigabyte
_PARAGRAPH, _LINE, _BLANK = (re.compile(pattern) for pattern in (r"\n\s*\n", r"\n", r"\s"))


def in_windows(nlp: Language, text: str) -> Doc:
    """Makes one analysis of a long text. A sentence longer than a window is cut between words."""
    from spacy.tokens import Doc

    join: Callable[..., Doc] = Doc.from_docs  # spaCy's types do not know `exclude`
    # Components use the tensor during the analysis. Nothing needs the tensor afterwards.
    return join([nlp(part) for part in parts(text)], ensure_whitespace=False, exclude=["tensor"])


def parts(text: str, longest: int = WINDOW) -> Iterator[str]:
    """Cuts ``text`` into parts of at most ``longest`` code points. The joined parts are ``text`` again."""
    start = 0
    while len(text) - start > longest:
        end = _cut(text, start + longest // 2, start + longest)
        yield text[start:end]
        start = end
    yield text[start:]


def _cut(text: str, first: int, last: int) -> int:
    """The last end of a paragraph, line, sentence or word between ``first`` and ``last``, else ``last``."""
    found: Iterable[int]
    for found in (
        (match.end() for match in _PARAGRAPH.finditer(text, first, last)),
        (match.end() for match in _LINE.finditer(text, first, last)),
        sentence_ends(text, first, last),
        (match.end() for match in _BLANK.finditer(text, first, last)),
    ):
        ends = list(found)
        if ends:
            return ends[-1]
    return last
