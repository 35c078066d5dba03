"""Scores of many articles: micro, macro, bootstrap intervals, paired differences."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.matching import Outcome
from annotate.evaluate.bootstrap import Resampled
from annotate.evaluate.counts import Counts, Key
from annotate.evaluate.scores import Scores, difference, score, scores_to_dict
from tests.examples import examples

WHOLE = Key("entities", "strict")
OUTCOMES = st.builds(Outcome, *(st.integers(0, 6) for _ in range(5)))


def per(**outcomes: Outcome) -> Counts:
    """An article's counts of these labels, and of all."""
    counts: Counts = {Key(*WHOLE[:2], label): outcome for label, outcome in outcomes.items()}
    return {**counts, WHOLE: sum(outcomes.values(), Outcome())}


ARTICLES = st.lists(st.builds(per, PER=OUTCOMES, LOC=OUTCOMES), min_size=1, max_size=12)


def with_intervals(articles: list[Counts], resamples: int = 500) -> Scores:
    return score(articles, Resampled.draw(articles, resamples))


def test_micro_is_from_summed_counts_and_macro_is_the_mean_over_labels() -> None:
    articles = [per(PER=Outcome(correct=8)), per(PER=Outcome(correct=1), LOC=Outcome(missed=1, spurious=1))]
    strict = score(articles)["entities"]["strict"]
    assert strict.micro.f1.value == 0.9
    assert strict.macro is not None
    assert strict.macro.f1.value == 0.5
    assert strict.labels["LOC"].f1.value == 0
    assert strict.micro.f1.low is None


def test_all_right_is_one_and_nothing_against_nothing_zero() -> None:
    right = with_intervals([per(PER=Outcome(correct=2))] * 3)["entities"]["strict"].micro.f1
    assert (right.value, right.low, right.high) == (1, 1, 1)
    empty = with_intervals([per(PER=Outcome())])["entities"]["strict"].micro.f1
    assert (empty.value, empty.low, empty.high) == (0, 0, 0)


@examples(100)
@given(ARTICLES)
def test_intervals_contain_the_score_and_lie_between_0_and_1(articles: list[Counts]) -> None:
    micro = with_intervals(articles)["entities"]["strict"].micro
    for figure in (micro.precision, micro.recall, micro.f1):
        assert figure.low is not None
        assert figure.high is not None
        assert 0 <= figure.low <= figure.value + 1e-9
        assert figure.value - 1e-9 <= figure.high <= 1


@examples(50)
@given(ARTICLES)
def test_a_sample_equal_to_the_articles_gives_their_scores(articles: list[Counts]) -> None:
    # One article drawn is that article, so arrays and plain sums must agree.
    for article in articles:
        strict, drawn = score([article])["entities"]["strict"], Resampled.draw([article], 1)
        values = [strict.micro.precision.value, strict.micro.recall.value, strict.micro.f1.value]
        if not article[WHOLE].gold + article[WHOLE].predicted:
            values = [math.nan] * 3  # nothing on either side: such a draw says nothing
        assert list(drawn.figures(WHOLE)[0]) == pytest.approx(values, nan_ok=True)
        assert strict.macro is not None
        keys = [key for key in article if key.label]
        assert drawn.macro(keys)[0][2] == pytest.approx(strict.macro.f1.value)


def test_the_same_articles_give_the_same_intervals_every_time() -> None:
    articles = [per(PER=Outcome(correct=n % 4, missed=n % 3, spurious=n % 2)) for n in range(30)]
    assert with_intervals(articles) == with_intervals(articles)


def test_samples_without_a_label_do_not_widen_its_interval() -> None:
    articles = [per(PER=Outcome(correct=2)), *[per(LOC=Outcome(correct=1, missed=1))] * 9]
    found = with_intervals(articles)["entities"]["strict"].labels["PER"]
    assert [(figure.low, figure.high) for figure in (found.precision, found.recall, found.f1)] == [(1, 1)] * 3


def test_more_articles_of_a_kind_narrow_the_interval() -> None:
    few = [per(PER=Outcome(correct=3)), per(PER=Outcome(missed=3)), per(PER=Outcome(correct=2, missed=1))]
    narrow, wide = (with_intervals(few * n)["entities"]["strict"].micro.recall for n in (30, 1))
    assert narrow.high is not None and narrow.low is not None
    assert wide.high is not None and wide.low is not None
    assert narrow.high - narrow.low < (wide.high - wide.low) / 2


def test_about_95_per_cent_of_the_intervals_contain_the_true_value() -> None:
    """Articles with a true recall of .7: about 95 of 100 intervals contain it."""
    chance = random.Random(7)
    held = 0
    for _ in range(100):
        sample = []
        for _ in range(60):
            right = sum(chance.random() < 0.7 for _ in range(5))
            sample.append(per(PER=Outcome(correct=right, missed=5 - right)))
        recall = with_intervals(sample)["entities"]["strict"].micro.recall
        held += (recall.low or 0) <= 0.7 <= (recall.high or 0)
    assert 88 <= held <= 100


def test_a_steady_gain_is_certain_even_if_the_articles_differ_much() -> None:
    hard_and_easy = [per(PER=Outcome(correct=n % 10, missed=10 - n % 10)) for n in range(40)]
    better = [per(PER=Outcome(correct=n % 10 + 1, missed=9 - n % 10)) for n in range(40)]
    gain = difference(better, hard_and_easy, 500, 1)["entities"]["strict"].micro.recall
    assert gain.value == pytest.approx(0.1)
    assert gain.low == pytest.approx(0.1)
    assert gain.high == pytest.approx(0.1)


@examples(30)
@given(ARTICLES)
def test_a_prediction_against_itself_differs_by_nothing(articles: list[Counts]) -> None:
    for measure in difference(articles, articles, 50, 1)["entities"].values():
        for row in (measure.micro, *measure.labels.values()):
            assert (row.f1.value, row.f1.low, row.f1.high) == (0, 0, 0)


def test_the_json_form_holds_values_intervals_and_counts() -> None:
    data = scores_to_dict(with_intervals([per(PER=Outcome(correct=1, partial=1))]))["entities"]["strict"]
    assert data["labels"]["PER"]["counts"]["partial"] == 1
    assert data["micro"]["precision"] == {"value": 0.75, "low": 0.75, "high": 0.75}
