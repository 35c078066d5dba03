"""Finds the ends of sentences by punctuation alone, without a language model or word list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

# A line break; a mark that ends a sentence anywhere; or a final mark with closing quotes and brackets.
# A full stop after a single letter belongs to an initial: "M. Diaz", "J.-P.".
# The first class lets Python's search pass over all other characters at once.
_END = re.compile(
    r"""[\n。！？.!?…؟۔।]
      (?: (?P<sure>(?<=[\n。！？]))\s*
        | (?<!\b[^\W\d_]\.)[.!?…؟۔।]*(?:[”"’')\]}]|\s?»)*(?P<gap>\s*)
      )
    """,
    re.VERBOSE,
)


def sentence_ends(text: str, start: int = 0, stop: int | None = None) -> Iterator[int]:
    """Yields the code-point offsets where a sentence ends, after its last mark and white space.

    A final mark ends a sentence if white space follows and the next character is no small letter. A final
    mark also ends a sentence if a capital follows directly, because agencies glue sentences together
    ("Gonzalez.Les participants"). Only marks from ``start`` up to ``stop`` count.
    """
    for match in _END.finditer(text, start, len(text) if stop is None else stop):
        if (
            match["sure"] is not None
            or "\n" in match["gap"]
            or _begins(text[match.end() : match.end() + 1], match["gap"])
        ):
            yield match.end()


def _begins(following: str, gap: str) -> bool:
    """Whether the character ``following`` begins a sentence, after a mark and the white space ``gap``."""
    return following.isupper() or not following or (gap != "" and not following.islower())


def sentence_ranges(text: str) -> Iterator[tuple[int, int]]:
    """Yields the half-open ranges of the sentences of ``text``; together they cover all of it."""
    for start, end in pairwise([0, *sentence_ends(text), len(text)]):
        if start < end:
            yield start, end
