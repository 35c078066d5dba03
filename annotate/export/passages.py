"""Cuts an article into passages of whole sentences, for models that read a limited number of tokens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from annotate.core.annotation import Span
from annotate.core.errors import ConfigError
from annotate.core.record import GoldRecord
from annotate.export.alignment import Aligned, TokenRange
from annotate.export.losses import Losses
from annotate.export.tokens import Token, sentence_starts


def passages(
    text: str, tokens: Sequence[Token], unbroken: Iterable[TokenRange], max_tokens: int
) -> list[TokenRange]:
    """The half-open token ranges of the passages; together they are all tokens.

    A passage has as many sentences as fit into ``max_tokens`` tokens. A longer sentence is cut: after as many
    tokens as fit, before white space, and outside the ranges of ``unbroken``. Only where these leave no place
    does a passage end inside one. With ``max_tokens`` 0, the article is one passage.
    """
    if max_tokens == 0:
        return [(0, len(tokens))] if tokens else []
    ranges = list(unbroken)
    spans = [Span(start=tokens[first][0], end=tokens[last - 1][1]) for first, last in ranges]
    starts = sorted(sentence_starts(text, tokens, spans))
    inside: set[int] | None = None
    found: list[TokenRange] = []
    for start, end in zip(starts, [*starts[1:], len(tokens)], strict=True):
        if end - start > max_tokens:
            if inside is None:
                inside = {index for first, last in ranges for index in range(first + 1, last)}
            found += _pieces(text, tokens, (start, end), inside, max_tokens)
        elif found and end - found[-1][0] <= max_tokens:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _pieces(
    text: str, tokens: Sequence[Token], sentence: TokenRange, inside: set[int], max_tokens: int
) -> Iterator[TokenRange]:
    """The parts of a long sentence. ``inside`` are tokens that continue an unbroken range."""
    start, end = sentence
    while end - start > max_tokens:
        places = [at for at in range(start + max_tokens, start, -1) if at not in inside]
        spaced = (at for at in places if text[tokens[at][0] - 1].isspace())
        cut = next(spaced, places[0] if places else start + max_tokens)
        yield start, cut
        start = cut
    yield start, end


def short_enough(
    record: GoldRecord, mentions: Iterable[Aligned], max_tokens: int, losses: Losses
) -> list[Aligned]:
    """The mentions that fit into a passage. A longer one is recorded as lost."""
    found = []
    for one in mentions:
        if max_tokens and one.last - one.first > max_tokens:
            losses.lose(record, one.entity.id, "entity", f"longer than max_tokens={max_tokens}")
        else:
            found.append(one)
    return found


def uncut(
    record: GoldRecord, mentions: Iterable[Aligned], cuts: Sequence[TokenRange], losses: Losses
) -> list[Aligned]:
    """The mentions inside one passage. Others are recorded as lost: chains of overlapping mentions may be
    longer than a passage.
    """
    begun = {first for first, _ in cuts}
    found = []
    for one in mentions:
        if begun.isdisjoint(range(one.first + 1, one.last)):
            found.append(one)
        else:
            losses.lose(record, one.entity.id, "entity", "in overlapping mentions longer than max_tokens")
    return found


def check_max_tokens(max_tokens: int) -> None:
    """Raises `ConfigError` if ``max_tokens`` is negative."""
    if max_tokens < 0:
        raise ConfigError(
            f"the option max_tokens is {max_tokens}.",
            remedy="It is the number of tokens of a passage, or 0 for whole articles.",
        )
