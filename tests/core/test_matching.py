"""Matching: strict, exact, partial, type, whatever the order; nested mentions count."""

from __future__ import annotations

import random
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.annotation import Entity
from annotate.core.matching import Outcome, Scheme, Tally, add_up, micro, score_schemes, strict_match
from tests.builders import TEXT, entity
from tests.core.nervaluate_scores import nervaluate_scores
from tests.examples import examples

GOLD = [
    entity(TEXT, "président cubain", "ROLE"),
    entity(TEXT, "Ana Pérez", "PER"),
    entity(TEXT, "Hanoï", "LOC"),
    entity(TEXT, "3 mars", "DATE"),
]


def mention(start: int, end: int, label: str = "A") -> Entity:
    return Entity(id=f"e{start}-{end}{label}", start=start, end=end, label=label, text="x" * (end - start))


@st.composite
def nested(draw: st.DrawFn) -> list[Entity]:
    """Any mentions: nested, overlapping, twice the same."""
    spans = draw(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 6), st.sampled_from("AB")), max_size=6))
    return [mention(start, start + size, label) for start, size, label in spans]


@st.composite
def flat(draw: st.DrawFn, most: int = 6) -> list[Entity]:
    """Mentions in reading order that do not overlap, as sequence labelling makes them."""
    made, position = [], 0
    for gap, size, label in draw(
        st.lists(st.tuples(st.integers(0, 2), st.integers(1, 4), st.sampled_from("AB")), max_size=most)
    ):
        made.append(mention(position + gap, position + gap + size, label))
        position += gap + size
    return made


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
    assert score_schemes([], [])[Scheme.STRICT] == {None: Outcome()}


def test_the_four_schemes_tell_boundary_and_label_apart() -> None:
    found = [entity(TEXT, "Ana", "PER"), entity(TEXT, "Hanoï", "ORG"), GOLD[3], entity(TEXT, "Le", "PER")]
    scored = {scheme: labels[None] for scheme, labels in score_schemes(GOLD, found).items()}
    assert scored[Scheme.STRICT] == Outcome(correct=1, incorrect=2, missed=1, spurious=1)
    assert scored[Scheme.EXACT] == Outcome(correct=2, incorrect=1, missed=1, spurious=1)
    assert scored[Scheme.PARTIAL] == Outcome(correct=2, partial=1, missed=1, spurious=1)
    assert scored[Scheme.TYPE] == Outcome(correct=2, incorrect=1, missed=1, spurious=1)
    assert scored[Scheme.PARTIAL].tally.precision == 2.5 / 4


def test_nested_mentions_count_one_by_one() -> None:
    role, place = mention(0, 20, "ROLE"), mention(15, 20, "LOC")
    both = score_schemes([role, place], [place, role])
    assert all(labels[None] == Outcome(correct=2) for labels in both.values())
    inner = score_schemes([role, place], [place])
    assert all(labels[None] == Outcome(correct=1, missed=1) for labels in inner.values())


@given(st.data(), nested(), nested())
def test_no_scheme_depends_on_the_order_of_the_mentions(
    data: st.DataObject, gold: list[Entity], predicted: list[Entity]
) -> None:
    shuffled = data.draw(st.permutations(gold)), data.draw(st.permutations(predicted))
    assert score_schemes(*shuffled) == score_schemes(gold, predicted)


@given(nested())
def test_gold_against_itself_is_all_correct(gold: list[Entity]) -> None:
    for labels in score_schemes(gold, gold).values():
        assert labels[None] == Outcome(correct=len(gold))


@given(nested(), nested())
def test_swapping_gold_and_prediction_swaps_precision_and_recall(
    gold: list[Entity], predicted: list[Entity]
) -> None:
    there, back = score_schemes(gold, predicted), score_schemes(predicted, gold)
    for scheme, labels in there.items():
        for label, outcome in labels.items():
            other = back[scheme][label].tally
            assert (outcome.tally.precision, outcome.tally.recall) == (other.recall, other.precision)
            assert outcome.tally.f1 == other.f1


@given(nested(), nested())
def test_every_mention_is_counted_once_and_strict_is_the_strictest(
    gold: list[Entity], predicted: list[Entity]
) -> None:
    scored = score_schemes(gold, predicted)
    for labels in scored.values():
        assert (labels[None].gold, labels[None].predicted) == (len(gold), len(predicted))
    strict = scored[Scheme.STRICT][None].tally.f1
    assert all(labels[None].tally.f1 >= strict for labels in scored.values())


@given(nested(), nested())
def test_strict_match_is_the_strict_scheme_of_each_label(gold: list[Entity], predicted: list[Entity]) -> None:
    outcomes = score_schemes(gold, predicted)[Scheme.STRICT]
    assert strict_match(gold, predicted) == {label: o.tally for label, o in outcomes.items() if label}


@examples(300)
@given(flat(), flat())
def test_flat_mentions_score_as_in_nervaluate(gold: list[Entity], predicted: list[Entity]) -> None:
    theirs, ours = nervaluate_scores(gold, predicted), score_schemes(gold, predicted)
    for scheme in (Scheme.STRICT, Scheme.EXACT, Scheme.PARTIAL):
        assert ours[scheme].keys() == theirs[scheme].keys()
        for label, (outcome, figures) in theirs[scheme].items():
            tally = ours[scheme][label].tally
            assert ours[scheme][label] == outcome
            assert (tally.precision, tally.recall, tally.f1) == pytest.approx(figures)


@examples(100)
@given(flat(3), flat(3))
def test_the_type_scheme_is_the_best_that_nervaluate_gives_over_all_orders(
    gold: list[Entity], predicted: list[Entity]
) -> None:
    # With one result whatever the order that tool is right, and equal to ours; else it is right at its best.
    for label, outcome in score_schemes(gold, predicted)[Scheme.TYPE].items():
        theirs = [
            nervaluate_scores(one, other)[Scheme.TYPE].get(label, (Outcome(), ()))[0]
            for one in permutations(gold)
            for other in permutations(predicted)
        ]
        assert outcome == max(theirs, key=lambda o: (o.correct, o.correct + o.incorrect))


def test_where_nervaluate_is_wrong_the_order_decides_its_result() -> None:
    # Its issue 40: a prediction takes the first gold mention that it overlaps, whichever fits better.
    gold = [mention(0, 6, "A")]
    wrong, right = mention(0, 3, "B"), mention(3, 6, "A")
    one_way = nervaluate_scores(gold, [wrong, right])[Scheme.TYPE][None][0]
    other_way = nervaluate_scores(gold, [right, wrong])[Scheme.TYPE][None][0]
    assert one_way == Outcome(incorrect=1, spurious=1)
    assert other_way == Outcome(correct=1, spurious=1)
    for predicted in ([wrong, right], [right, wrong]):
        assert score_schemes(gold, predicted)[Scheme.TYPE][None] == other_way


def test_where_nervaluate_is_wrong_a_nested_mention_takes_the_place_of_another() -> None:
    role, place = mention(0, 20, "ROLE"), mention(15, 20, "LOC")
    inside = mention(14, 20, "ROLE")
    theirs = nervaluate_scores([place, role], [inside, place])[Scheme.STRICT][None][0]
    assert theirs == Outcome(incorrect=2)
    ours = score_schemes([place, role], [inside, place])[Scheme.STRICT][None]
    assert ours == Outcome(correct=1, incorrect=1)
