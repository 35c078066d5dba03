"""YAML files: what is text, what is a truth value, and what is too much."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from annotate.core.errors import ConfigError
from annotate.core.yaml_file import parse_yaml, read_yaml


@pytest.mark.parametrize("word", ["falsework", "true story", "trueblue", "false.yaml", "t", "no", "on"])
def test_a_word_that_only_begins_like_a_truth_value_is_text(word: str) -> None:
    assert parse_yaml(Path("a.yaml"), f"name: {word}\n").data == {"name": word}


def test_true_and_false_are_truth_values() -> None:
    assert parse_yaml(Path("a.yaml"), "a: true\nb: false\n").data == {"a": True, "b": False}


def _laughs(levels: int) -> str:
    """Each line has the line before ten times over."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines.extend(
        f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]" for level in range(1, levels + 1)
    )
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        (_laughs(9), "line 7", "counting those of its aliases"),
        ("a: " + "[" * 200_000, "line 1", "more than 100 levels"),
        ("a: " + "{b: " * 200_000, "line 1", "more than 100 levels"),
        ("a:\n  " + "- " * 200_000 + "x", "line 2", "more than 100 levels"),
        ("\n".join(" " * level + "a:" for level in range(3_000)), "line 101", "more than 100 levels"),
        (
            "a0: &a0 [x]\n" + "\n".join(f"a{level}: &a{level} [*a{level - 1}]" for level in range(1, 3_000)),
            "line 100",
            "more than 100 levels",
        ),
        ("a: &a\n  b: *a", "line 2", "stands inside what it stands for"),
    ],
    ids=["aliases", "lists", "mappings", "dashes", "indented", "aliases of aliases", "itself"],
)
def test_a_file_that_unfolds_without_end_is_refused_at_once(
    tmp_path: Path, text: str, place: str, reason: str
) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(text, encoding="utf-8")
    began = time.process_time()
    with pytest.raises(ConfigError, match=reason) as refused:
        read_yaml(file)
    assert place in str(refused.value)
    assert time.process_time() - began < 5  # it took minutes, or all memory


def test_a_few_aliases_are_read(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text("a: &a [1, 2]\nb: *a\nc: {d: *a}\n", encoding="utf-8")
    assert read_yaml(file).data == {"a": [1, 2], "b": [1, 2], "c": {"d": [1, 2]}}


def test_a_file_of_gigabytes_is_not_even_opened(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    with file.open("wb") as out:
        out.truncate(3_000_000_000)
    with pytest.raises(ConfigError, match="3,000,000,000 bytes"):
        read_yaml(file)


@pytest.mark.parametrize("text", ["1:30", "1:30.5", "0777", "007", "1_000", "0b11", "08", "1e3", "="])
def test_numbers_that_only_yaml_1_1_knows_are_text(text: str) -> None:
    assert parse_yaml(Path("a.yaml"), f"a: {text}").data == {"a": text}


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("-12", -12), ("+1", 1), ("0x1F", 31), ("0.5", 0.5), ("1.", 1.0), (".5e+3", 500.0)],
)
def test_numbers_are_numbers(text: str, number: float) -> None:
    assert parse_yaml(Path("a.yaml"), f"a: {text}").data == {"a": number}


def test_a_number_in_base_60_costs_no_time() -> None:
    text = "1:" * 400_000 + "1"
    began = time.process_time()
    assert parse_yaml(Path("a.yaml"), f"a: {text}").data == {"a": text}
    assert time.process_time() - began < 1  # it took a minute


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a: " + "9" * 100_000, 1, "at most 100 characters"),
        ("a: 0x" + "f" * 100_000, 1, "at most 100 characters"),
        ("\na: !!int 1:1:1", 2, "invalid literal"),
        ("a: !!float x", 1, "could not convert"),
        ("a: !!bool maybe", 1, "maybe"),
        ("{[1]: 2}", 1, "list or a mapping as a key"),
        ("b: 1\n? {a: 1}\n: 2", 2, "list or a mapping as a key"),
        ("b:\n  ? - a\n  : 2", 2, "list or a mapping as a key"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(ConfigError, match=reason) as refused:
        parse_yaml(Path("a.yaml"), text)
    assert f"line {line}" in str(refused.value)
