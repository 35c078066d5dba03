"""A text too long to be analysed at once: part by part, cut at paragraph or sentence ends, then joined."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from annotate.core.sentences import sentence_ends

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

WINDOW = 50_000  # code points analysed at once; spaCy takes about a gigabyte for ten times as many
_PARAGRAPH, _LINE, _BLANK = (re.compile(pattern) for pattern in (r"\n\s*\n", r"\n", r"\s"))


def in_windows(nlp: Language, text: str) -> Doc:
    """The analysis of a long text, as one. A sentence longer than a window is cut between words."""
    from spacy.tokens import Doc

    join: Callable[..., Doc] = Doc.from_docs  # spaCy's types do not know `exclude`
    # The tensor is what the components told each other; nobody asks for it afterwards.
    return join([nlp(part) for part in parts(text)], ensure_whitespace=False, exclude=["tensor"])


def parts(text: str, longest: int = WINDOW) -> Iterator[str]:
    """``text`` in pieces of at most ``longest`` code points; joined they give it back."""
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
