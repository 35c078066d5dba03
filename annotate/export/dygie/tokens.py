"""Tokens for DyGIE++, where a trigger is one token."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise

from annotate.core.annotation import Annotation
from annotate.export.tokens import Token, tokenize


def tokens_for_triggers(text: str, annotation: Annotation) -> list[Token]:
    """The tokens of a text; the tokens of a trigger are one ("co-organisé").

    The tokens of a trigger stay apart where white space is between them, and where a mention or another
    trigger begins or ends between them.
    """
    tokens = tokenize(text)
    triggers = [event.trigger for event in annotation.events if event.trigger is not None]
    edges = sorted({edge for span in (*annotation.entities, *triggers) for edge in (span.start, span.end)})
    for start, end in sorted({(span.start, span.end) for span in triggers}):
        if bisect_right(edges, start) != bisect_left(edges, end):
            continue  # an edge inside
        first = bisect_left(tokens, (start, start))
        last = bisect_left(tokens, (end, end))
        parts = tokens[first:last]
        gapless = all(one[1] == other[0] for one, other in pairwise(parts))
        if len(parts) > 1 and gapless and (parts[0][0], parts[-1][1]) == (start, end):
            tokens[first:last] = [(start, end)]
    return tokens
