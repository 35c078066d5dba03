"""A text too long to be analysed at once: part by part, cut at paragraph or sentence ends, then joined."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

WINDOW = 50_000  # code points analysed at once; spaCy takes about a gigabyte for ten times as many
_ENDS = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"[.!?…]\s+"), re.compile(r"\s"))


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
        end = start + longest
        for pattern in _ENDS:
            last = None
            for match in pattern.finditer(text, start + longest // 2, end):
                last = match
            if last is not None:
                end = last.end()
                break
        yield text[start:end]
        start = end
    yield text[start:]
