"""Folds that leave whole kinds of text out: for choices that must hold on text of other kinds.

A feature, a rule or a weight that only helps on the kind it was chosen on loses in such a cross-validation. A
cross-validation over articles would hide that, because the other articles of the kind stay in training.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from annotate.core.record import GoldRecord
from benchmarks.gold_sets import DEVELOPMENT, HELD_OUT, KINDS, SAMPLE, GoldSet

DIPLOMACY = "diplomacy"
OPEN: tuple[GoldSet, ...] = (DEVELOPMENT, SAMPLE, HELD_OUT, KINDS)  # all gold that may be learnt from
_WITH_KIND = re.compile(r"(?:fr|en)-(?P<kind>[a-z]+)-\w+")  # fr-court-o1a
_DIPLOMATIC = re.compile(r"(?:fr|en)-[a-z]\d+")  # fr-a1: the development and the held-out dispatches

T = TypeVar("T")


@dataclass(frozen=True)
class Fold:
    """One kind of text, the records of that kind, and the records of all other kinds to learn from."""

    kind: str
    tested: list[GoldRecord]
    others: list[GoldRecord]


def kind_of(article_id: str) -> str:
    """The kind of text, by the article's id: ``fr-court-o1a`` is "court", ``fr-a1`` "diplomacy".

    An id of any other form belongs to the sample of the demo: "sample".
    """
    if named := _WITH_KIND.fullmatch(article_id):
        return named["kind"]
    return DIPLOMACY if _DIPLOMATIC.fullmatch(article_id) else SAMPLE.name


def open_records(sets: Iterable[GoldSet] = OPEN) -> list[GoldRecord]:
    """All records of ``sets``, in their order."""
    return [record for gold in sets for record in gold.records]


def folds(records: Sequence[GoldRecord] | None = None) -> Iterator[Fold]:
    """One fold per kind, in alphabetical order. Without ``records``: over all open gold.

    Every record is tested in exactly one fold, and no record of its kind is in the ``others`` of that fold.
    """
    every = open_records() if records is None else records
    for kind, tested, others in by_kind(every, lambda record: record.article.id):
        yield Fold(kind, tested, others)


def by_kind(items: Sequence[T], id_of: Callable[[T], str]) -> Iterator[tuple[str, list[T], list[T]]]:
    """Like `folds`, for anything that belongs to an article: the kind, its items, and all other items."""
    kinds = [kind_of(id_of(item)) for item in items]
    for kind in sorted(set(kinds)):
        tested = [item for item, its in zip(items, kinds, strict=True) if its == kind]
        others = [item for item, its in zip(items, kinds, strict=True) if its != kind]
        yield kind, tested, others
