"""Puts mentions on token edges, by a stated policy, for formats whose positions are tokens."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, get_args

from annotate.core.annotation import Entity, Span
from annotate.core.errors import ConfigError
from annotate.core.record import GoldRecord
from annotate.export.layers import Flatten, flat_layer
from annotate.export.losses import Losses
from annotate.export.tokens import Token, Tokens

Misaligned = Literal["strict", "expand", "contract"]
TokenRange = tuple[int, int]  # half-open


class Edges:
    """The edges of the tokens of a text. ``tokens`` are half-open code-point ranges, in order."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._starts: Sequence[int] = [start for start, _ in tokens]
        self._ends: Sequence[int] = [end for _, end in tokens]

    @classmethod
    def of(cls, tokens: Tokens) -> Edges:
        """The edges of tokens whose starts and ends are known."""
        edges = cls(())
        edges._starts, edges._ends = tokens.starts, tokens.ends
        return edges

    def exact(self, span: Span) -> TokenRange | None:
        """The tokens of ``span``, or None if it begins or ends inside a token or outside all tokens."""
        start, end = span.start, span.end
        first = bisect_left(self._starts, start)
        last = bisect_left(self._ends, end, first)  # a span that fits ends at or after its first token
        if last == len(self._ends) or self._starts[first] != start or self._ends[last] != end:
            return None
        return first, last + 1

    def expanded(self, span: Span) -> TokenRange | None:
        """The tokens that ``span`` touches; None if there are none."""
        first, last = bisect_right(self._ends, span.start), bisect_left(self._starts, span.end)
        return (first, last) if first < last else None

    def contracted(self, span: Span) -> TokenRange | None:
        """The tokens that lie inside ``span``; None if there are none."""
        first, last = bisect_left(self._starts, span.start), bisect_right(self._ends, span.end)
        return (first, last) if first < last else None


class Aligned(NamedTuple):
    """A mention with the half-open range of its tokens; ``moved`` if they are not exactly its words."""

    entity: Entity
    first: int
    last: int
    moved: bool = False


def aligned_entities(
    record: GoldRecord,
    entities: Iterable[Entity],
    edges: Edges,
    losses: Losses,
    misaligned: Misaligned = "strict",
) -> list[Aligned]:
    """The mentions on token edges, in the given order.

    A mention that is not at token edges is lost with "strict". With "expand" it gets all tokens that it
    touches, and with "contract" all tokens inside it; the loss of its position is recorded.
    """
    check_choice("misaligned", misaligned, get_args(Misaligned))
    found, exact = [], edges.exact
    for entity in entities:
        tokens = exact(entity)
        if tokens is not None:
            found.append(Aligned(entity, *tokens))
            continue
        if misaligned != "strict":
            tokens = edges.expanded(entity) if misaligned == "expand" else edges.contracted(entity)
            if tokens is not None:
                moved = "widened" if misaligned == "expand" else "narrowed"
                losses.lose(record, entity.id, "position", f"not at token edges, so it was {moved}")
        if tokens is None:
            losses.lose(record, entity.id, "entity", "not at token edges")
        else:
            found.append(Aligned(entity, *tokens, moved=True))
    return found


def at_its_tokens(aligned: Aligned, tokens: Sequence[Token], record: GoldRecord) -> Aligned:
    """The mention with the positions of its tokens, for `flat_layer`: moved mentions may overlap."""
    if not aligned.moved:
        return aligned
    entity, start, end = aligned.entity, tokens[aligned.first][0], tokens[aligned.last - 1][1]
    words = (record.text or "")[start:end]
    return aligned._replace(entity=entity.model_copy(update={"start": start, "end": end, "text": words}))


def flat_aligned(
    record: GoldRecord, aligned: Iterable[Aligned], losses: Losses, flatten: Flatten
) -> list[Aligned]:
    """The mentions of a flat layer (`flat_layer`), in reading order. Counts them, and loses the others."""
    by_id = {one.entity.id: one for one in aligned}
    layer, displaced = flat_layer((one.entity for one in by_id.values()), flatten)
    for item in displaced:
        losses.lose(record, item.entity.id, "entity", item.why, item.reason)
    losses.entities_written += len(layer)
    return [by_id[entity.id] for entity in layer]


def check_choice(option: str, value: str, known: Sequence[str]) -> None:
    """Raises `ConfigError` if ``value`` is no value of the option of a format."""
    if value not in known:
        raise ConfigError(
            f"the option {option} is {value!r}, which is none of its values.",
            remedy=f"It is one of {', '.join(filter(None, known))}.",
        )
