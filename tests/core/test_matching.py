"""Strict matching: start, end and label, whatever the order; nested mentions count."""

from __future__ import annotations

import random

from annotate.core.matching import Tally, add_up, micro, strict_match
from tests.builders import TEXT, entity

GOLD = [
    entity(TEXT, "président cubain", "ROLE"),
    entity(TEXT, "Ana Pérez", "PER"),
    entity(TEXT, "Hanoï", "LOC"),
    entity(TEXT, "3 mars", "DATE"),
]


def test_what_is_right_found_and_wanted_is_counted_per_label() -> None:
    found = [entity(TEXT, "Ana", "PER"), entity(TEXT, "Hanoï", "LOC"), entity(TEXT, "mars", "DATE")]
    scores = strict_match(GOLD, found)
    assert scores["LOC"] == Tally(correct=1, predicted=1, gold=1)
    assert scores["PER"] == Tally(correct=0, predicted=1, gold=1)
    assert scores["ROLE"] == Tally(correct=0, predicted=0, gold=1)
    total = micro(scores)
    assert (total.precision, total.recall, total.f1) == (1 / 3, 1 / 4, 2 / 7)


def test_the_order_does_not_matter_and_one_found_twice_is_right_once() -> None:
    shuffled = random.Random(1).sample(GOLD, len(GOLD))
    assert micro(strict_match(GOLD, shuffled)).f1 == 1.0
    assert strict_match(GOLD, [*GOLD, GOLD[0]])["ROLE"] == Tally(correct=1, predicted=2, gold=1)


def test_nothing_against_nothing_is_zero_not_an_error() -> None:
    assert micro(strict_match([], [])).f1 == 0.0
    assert add_up([]) == {}
