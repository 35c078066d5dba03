"""Labelers learn no names by heart: what they know beforehand names none of the people in any gold.

The rule: no entry of a lexicon or gazetteer, and no string in a labeler's code, holds a whole name of two or
more words of a person that some gold of ours mentions. A single word may be a place or a common word too
("Orlando", "Portal"), so a person's single-word mention is held against the lists of words that single out
people or bodies only: functions, bodies and demonyms.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from annotate.core.configs import find_config
from annotate.core.yaml_file import read_yaml
from annotate.prelabel.knowledge.gazetteers import fold
from tests.shared_data import shared_folder

ROOT = Path(__file__).parents[2]
GOLD = [
    ROOT / "annotate" / "campaign" / "demo" / "sample" / "gold.jsonl",
    *sorted((ROOT / "tests" / "data" / "dispatches").glob("*/gold.jsonl")),
]
LISTS = [
    "lexicons/fr.yaml",
    "lexicons/en.yaml",
    *(f"gazetteers/{name}.yaml" for name in ("states", "places", "bodies")),
]
LABELERS = sorted((ROOT / "annotate" / "prelabel" / "labelers").glob("*.py"))


class People(frozenset[str]):
    """Names as they are compared: folded, words joined by blanks. Some are unseen, so none is printed."""

    def __repr__(self) -> str:
        return f"<{len(self)} names>"


def people_of(*paths: Path) -> People:
    """The people that gold files mention."""
    lines = (line for path in paths for line in path.read_text(encoding="utf-8").splitlines())
    names = set()
    for line in lines:
        for entity in json.loads(line)["annotation"]["entities"]:
            if entity["label"] == "PER":
                names.add(as_words(entity["text"]))
    return People(names - {""})


def as_words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", fold(text)))


def strings(data: Any) -> Iterator[str]:
    """Every key and value of a file that is a string, however deep."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from strings(key)
            yield from strings(value)
    elif isinstance(data, list):
        for item in data:
            yield from strings(item)


def literals(path: Path) -> Iterator[str]:
    """The strings in a module's code; its docstrings, which give examples, are none."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    explained = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in explained:
            yield node.value


def holding(listed: Iterable[str], people: People) -> int:
    """How many of the strings hold the whole name of one of the people."""
    full = sorted(re.escape(name) for name in people if " " in name)
    pattern = re.compile(rf"\b(?:{'|'.join(full)})\b")
    return sum(pattern.search(as_words(text)) is not None for text in listed)


def single_names(listed: Iterable[str], people: People) -> int:
    """How many of the strings are what one of the people is called by a single word."""
    return sum((said := as_words(text)) in people and " " not in said for text in listed)


@pytest.fixture(scope="module")
def people() -> People:
    return people_of(*GOLD)


@pytest.mark.parametrize("name", LISTS)
def test_no_list_holds_the_name_of_a_person_of_the_gold(name: str, people: People) -> None:
    assert holding(strings(read_yaml(find_config(name)).data), people) == 0


@pytest.mark.parametrize("path", LABELERS, ids=lambda path: path.stem)
def test_no_rule_holds_the_name_of_a_person_of_the_gold(path: Path, people: People) -> None:
    assert holding(literals(path), people) == 0


def test_neither_lists_nor_rules_hold_the_name_of_a_person_of_the_seeds() -> None:
    people = people_of(shared_folder() / "data" / "seeds-gold.jsonl")
    assert sum(holding(strings(read_yaml(find_config(name)).data), people) for name in LISTS) == 0
    assert sum(holding(literals(path), people) for path in LABELERS) == 0


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_function_is_the_single_name_of_a_person(language: str, people: People) -> None:
    words = read_yaml(find_config(f"lexicons/{language}.yaml")).data
    listed = [word for key in ("functions", "posted", "portfolio", "groups") for word in words.get(key, ())]
    assert single_names(listed, people) == 0


def test_no_body_and_no_demonym_is_the_single_name_of_a_person(people: People) -> None:
    bodies = read_yaml(find_config("gazetteers/bodies.yaml")).data["bodies"]
    states = read_yaml(find_config("gazetteers/states.yaml")).data["states"].values()
    named = (name for body in bodies for language in ("fr", "en") for name in body.get(language, ()))
    assert single_names(named, people) == 0
    assert single_names((word for state in states for word in strings(state.get("demonym", {}))), people) == 0


def test_a_list_that_names_a_person_of_the_gold_would_be_noticed(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    entities = [{"label": "PER", "text": text} for text in ("Clara  Nkomo-Été", "Nkomo")]
    gold.write_text(json.dumps({"annotation": {"entities": entities}}), encoding="utf-8")
    code = tmp_path / "rule.py"
    code.write_text(
        '"""For clara nkomo ete."""\nSTATED = {"ministre Clara Nkomo-Ete": 1}\n', encoding="utf-8"
    )
    people = people_of(gold)
    assert sorted(people) == ["clara nkomo ete", "nkomo"]
    assert holding(strings({"functions": ["ministre", {"x": "CLARA NKOMO ÉTÉ"}]}), people) == 1
    assert holding(literals(code), people) == 1
    assert holding(["Clara", "Nkomo", "Nkomo Été", "Clarants Nkomo Été"], people) == 0
    assert single_names(["nkomo", "Clara", "Clara Nkomo-Été"], people) == 1
