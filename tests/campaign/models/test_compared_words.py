"""The figures of a comparison add up as they are shown, and the sentence names the articles that count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.campaign.models.compared_words import figures, how_compared, signed
from annotate.cli.words.training import show_comparison
from annotate.prelabel.interface.model_file import ModelFile, ModelScore
from annotate.train.whole.candidates import why_worse
from annotate.train.whole.comparing import WholeComparison


def score(measure: str, before: float, now: float, low: float = -1.0, high: float = 1.0) -> ModelScore:
    return ModelScore(
        measure=measure, before=before, now=now, difference=now - before, low=low, high=high, gold=973
    )


@given(st.sampled_from(["names", "actions"]), st.floats(0, 100), st.floats(0, 100))
def test_the_figures_shown_add_up(measure: str, before: float, now: float) -> None:
    was, is_now, difference, digits = figures(score(measure, before, now))
    shown = float(f"{is_now:.{digits}f}") - float(f"{was:.{digits}f}")
    assert float(signed(difference, digits)) == pytest.approx(shown, abs=1e-9)
    assert abs(was - before) <= 0.6 * 10**-digits
    assert abs(difference - (now - before)) <= 1.1 * 10**-digits


def test_gestures_get_a_digit_more_where_one_does_not_add_up() -> None:
    assert figures(score("actions", 2.5, 2.25)) == (2.5, 2.25, -0.25, 2)
    assert figures(score("actions", 14.4, 18.4)) == (14.4, 18.4, 4.0, 1)
    assert figures(score("names", 0.92351, 0.93447)) == (0.924, 0.934, 0.01, 3)


def test_the_sentence_has_the_articles_that_were_compared() -> None:
    method = "cross-validation of 9 articles in 3 parts, and 1 article of the test split"
    said = how_compared(5, method, "models/round-1", 1)
    assert said.startswith("Compared on 5 articles that models/round-1 has not seen (1 more was left out")
    assert said.endswith("Fewer than 10 articles: the intervals say little.")
    assert how_compared(16, method).startswith(f"Compared on 16 articles by {method}: neither")
    assert "Fewer" not in how_compared(16, method)


def test_gestures_have_no_number_of_gold(capsys: pytest.CaptureFixture[str]) -> None:
    made = ModelFile(
        trainer="suggestions",
        ontology="conll@1.0.0",
        scores=(score("names", 0.9, 0.91), score("actions", 2.5, 2.25, -0.625, 0.0)),
        articles=13,
        failed=1,
        unseen_by="models/round-1",
        method="cross-validation of 25 articles in 3 parts",
    )
    show_comparison(made)
    shown = capsys.readouterr().out
    row = next(line for line in shown.splitlines() if "gestures an article to correct" in line)
    assert row.split()[-6:] == ["2.50", "2.25", "-0.25", "[-0.62,", "+0.00]", "–"]
    assert "13 articles that models/round-1 has not seen (1 more was left out" in shown


def test_a_refusal_says_which_intervals_hold_0() -> None:
    names, clear = score("names", 0.9, 0.8, -0.2, 0.0), score("triggers", 0.9, 0.8, -0.2, -0.01)
    gestures = score("actions", 2.0, 3.0, -0.7, 2.6)
    assert why_worse(WholeComparison((names,))) == (
        "the estimate is worse in names (its interval holds 0, so that it is worse is not shown)"
    )
    assert why_worse(WholeComparison((names, gestures))) == (
        "the estimates are worse in names and gestures (each interval holds 0, so that it is worse is not"
        " shown)"
    )
    assert why_worse(WholeComparison((names, clear, gestures))) == (
        "the estimates are worse in names, triggers and gestures (the intervals of names and gestures hold 0)"
    )
    assert why_worse(WholeComparison((clear,))) == (
        "the estimate is worse in triggers (its interval does not hold 0)"
    )
