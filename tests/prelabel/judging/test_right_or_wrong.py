"""The judge of proposals: its probability, its version, and the bands of its numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.prelabel.judging.linear import RIGHT, WRONG, LearnedFrom, LinearModel
from annotate.prelabel.judging.right_or_wrong import RightOrWrongJudge, band

ORIGIN = LearnedFrom(sets={"made up": 2}, rows=9, languages=("fr",), versions={}, method="-")


def judge(weights: dict[str, float], threshold: float = 0.5) -> RightOrWrongJudge:
    model = LinearModel(
        judge="example",
        learned_from=ORIGIN,
        classes=(RIGHT, WRONG),
        intercepts=(0.0, 0.0),
        weights={name: (weight, 0.0) for name, weight in weights.items()},
    )
    return RightOrWrongJudge(model, threshold)


@given(
    st.dictionaries(st.sampled_from(["a", "b", "fr a", "fr b", "en a"]), st.floats(-9, 9)),
    st.lists(st.sampled_from("ab"), unique=True),
)
def test_the_probability_in_a_language_is_that_of_both_names_of_each_feature(
    weights: dict[str, float], shared: list[str]
) -> None:
    both = [*shared, *(f"fr {name}" for name in shared)]
    expected = judge(weights).probability(both)
    assert judge(weights).probability_in("fr", [*shared, *shared]) == pytest.approx(expected, abs=1e-4)


def test_the_version_says_what_the_decisions_depend_on() -> None:
    versions = [judge({"a": 1.0}).version, judge({"a": 2.0}).version, judge({"a": 1.0}, 0.3).version]
    assert len(set(versions)) == 3


def test_a_judge_knows_the_languages_that_it_was_learned_on() -> None:
    assert judge({}).knows("fr")
    assert not judge({}).knows("en")
    assert not judge({}).knows(None)


@pytest.mark.parametrize(
    ("value", "expected"), [(0, "0+"), (1, "1+"), (3, "1+"), (4, "4+"), (0.5, "0+"), (99, "7.5+")]
)
def test_a_band_is_named_by_its_lower_bound(value: float, expected: str) -> None:
    assert band(value, (0, 1, 4, 7.5)) == expected
