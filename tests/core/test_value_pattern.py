"""Patterns of an ontology's string attributes: same results as ``re``, in linear time."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotate.core.ontology import Ontology
from annotate.core.value_pattern import LONGEST_VALUE, matches, pattern_problem

PATTERN = Ontology.load("diplomacy").attributes["value"].pattern or ""


@pytest.mark.parametrize("pattern", ["(2+)+x", "(2|22)*x", "(2*)*x", "(?:2?){40}2{40}x"])
def test_a_pattern_with_nested_repetition_costs_no_time(pattern: str) -> None:
    began = time.process_time()
    assert pattern_problem(pattern) is None
    assert not matches(pattern, "2" * (LONGEST_VALUE - 1) + "!")
    assert time.process_time() - began < 2  # it took hours


@given(st.text("0123456789-/T\n\u0664", max_size=24))
@example("2024-02-31")
@example("2024-03-01/2024-03-05")
@example("2024-03-01\n")
def test_the_shipped_pattern_means_what_it_meant(value: str) -> None:
    assert matches(PATTERN, value) is (re.fullmatch(PATTERN, value) is not None)


@pytest.mark.parametrize("value", ["2024", "2024-03", "2024-13", "2024-03-01/2024", "20240301", ""])
def test_the_shipped_pattern_takes_dates_alone(value: str) -> None:
    assert matches(PATTERN, value) is (re.fullmatch(PATTERN, value) is not None)


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [("a|ab", "ab", True), ("a$", "a\n", False), (".*", "a\nb", False), ("(?i)ab", "AB", True)],
)
def test_the_whole_value_must_match(pattern: str, value: str, expected: bool) -> None:
    assert pattern_problem(pattern) is None
    assert matches(pattern, value) is expected


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(?=a)b", "look-ahead and look-behind are not supported"),
        ("(?<!a)b", "look-ahead and look-behind are not supported"),
        (r"(a)\1", "references to a group are not supported"),
        (r"a\Z", "unrecognized escape sequence"),
        ("(", "missing )"),
        ("a)|(?:b", "unbalanced parenthesis"),
        ("[a--b]", "set difference"),
        ("(?:a{1000}){1000}", "repeats too much"),
        ("a{99999999999999999999}", "too large"),
        ("(" * 400 + ")" * 400, "nest"),
        ("a" * 1_001, "more than 1,000 characters"),
    ],
)
def test_a_pattern_that_cannot_be_used_is_refused_with_the_reason(pattern: str, reason: str) -> None:
    assert reason in str(pattern_problem(pattern))
