"""Cuts an article into passages of whole sentences, for models that read a limited number of tokens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from annotate.core.annotation import Span
from annotate.core.errors import ConfigError
from annotate.export.alignment import TokenRange
from annotate.export.tokens import Token, sentence_starts


def passages(
    text: str, tokens: Sequence[Token], unbroken: Iterable[TokenRange], max_tokens: int
) -> list[TokenRange]:
    """The half-open token ranges of the passages; together they are all tokens.

    A passage has as many sentences as fit into ``max_tokens`` tokens. A longer sentence is a passage of its
    own. No passage ends inside a range of ``unbroken``. With ``max_tokens`` 0, the article is one passage.
    """
    if max_tokens == 0:
        return [(0, len(tokens))] if tokens else []
    spans = [Span(start=tokens[first][0], end=tokens[last - 1][1]) for first, last in unbroken]
    starts = sorted(sentence_starts(text, tokens, spans))
    found: list[TokenRange] = []
    for start, end in zip(starts, [*starts[1:], len(tokens)], strict=True):
        if found and end - found[-1][0] <= max_tokens:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def check_max_tokens(max_tokens: int) -> None:
    """Raises `ConfigError` if ``max_tokens`` is negative."""
    if max_tokens < 0:
        raise ConfigError(
            f"the option max_tokens is {max_tokens}.",
            remedy="It is the number of tokens of a passage, or 0 for whole articles.",
        )
