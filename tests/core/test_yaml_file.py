"""Plain scalars in YAML files: what is text, and what is a truth value."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.core.yaml_file import parse_yaml


@pytest.mark.parametrize("word", ["falsework", "true story", "trueblue", "false.yaml", "t", "no", "on"])
def test_a_word_that_only_begins_like_a_truth_value_is_text(word: str) -> None:
    assert parse_yaml(Path("a.yaml"), f"name: {word}\n").data == {"name": word}


def test_true_and_false_are_truth_values() -> None:
    assert parse_yaml(Path("a.yaml"), "a: true\nb: false\n").data == {"a": True, "b": False}
