"""Reliability: which bands of scores hold, and which cannot be judged."""

from __future__ import annotations

import pytest

from annotate.evaluate.reliability import reliability, wilson


def test_each_score_falls_into_its_band_and_one_into_the_last() -> None:
    bands = reliability([(0.3, True), (0.39, False), (0.4, True), (1.0, True), (0.0, False)])
    assert [(band.low, band.count, band.right) for band in bands] == [
        (0.0, 1, 0),
        (0.3, 2, 1),
        (0.4, 1, 1),
        (0.9, 1, 1),
    ]


@pytest.mark.parametrize(
    ("right", "of", "score", "holds"),
    [
        (950, 1000, 0.95, True),
        (890, 1000, 0.95, True),  # within 0.07
        (870, 1000, 0.95, False),
        (43, 50, 0.95, False),
        (44, 50, 0.95, True),  # just within 0.07
        (40, 50, 0.88, True),  # 0.08 away, but the interval reaches it
    ],
)
def test_a_band_holds_within_the_tolerance_or_the_interval(
    right: int, of: int, score: float, holds: bool
) -> None:
    (band,) = reliability([(score, index < right) for index in range(of)])
    assert band.holds is holds
    assert band.to_dict()["holds"] is holds


def test_a_band_with_few_suggestions_is_not_judged() -> None:
    (band,) = reliability([(0.95, False)] * 49)
    assert band.to_dict()["holds"] is None


def test_the_interval_is_wilsons() -> None:
    assert wilson(8, 10) == pytest.approx(
        (0.4902, 0.9433), abs=5e-5
    )  # Newcombe 1998, Statistics in Medicine 17
    assert wilson(0, 20)[0] == 0
