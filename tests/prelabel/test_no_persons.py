"""Labelers learn no names by heart: what they know beforehand names none of the people in any gold.

The rule: no string in a file of `configs` or in the code of pre-labelling holds a whole name of two or more
words of a person that some gold of ours mentions. A single word may be a place or a common word too
("Orlando", "Portal"), so a person's single-word mention is held against the lists of words that single out
people or organizations only: functions, organizations and demonyms.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest

from annotate.core.configs import find_config
from annotate.core.folding import fold_accents
from annotate.core.yaml_file import read_yaml
from tests.shared_data import shared_folder

ROOT = Path(__file__).parents[2]
GOLD = [
    ROOT / "annotate" / "campaign" / "demo" / "sample" / "gold.jsonl",
    *sorted((ROOT / "tests" / "data" / "dispatches").glob("*/gold.jsonl")),
]
CONFIGS = ROOT / "configs"
PRELABEL = ROOT / "annotate" / "prelabel"
LISTS = sorted((*CONFIGS.rglob("*.yaml"), *CONFIGS.rglob("*.json")))
RULES = sorted(PRELABEL.rglob("*.py"))


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
    return " ".join(re.findall(r"[^\W_]+", fold_accents(text)))


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


def entries(path: Path) -> Iterator[str]:
    """The strings of a file of word lists or settings."""
    return strings(read_yaml(path).data)


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
    found = people_of(*GOLD)
    assert len(found) > 300
    return found


@pytest.mark.parametrize("path", LISTS, ids=lambda path: str(path.relative_to(CONFIGS)))
def test_no_list_holds_the_name_of_a_person_of_the_gold(path: Path, people: People) -> None:
    assert holding(entries(path), people) == 0


@pytest.mark.parametrize("path", RULES, ids=lambda path: str(path.relative_to(PRELABEL)))
def test_no_rule_holds_the_name_of_a_person_of_the_gold(path: Path, people: People) -> None:
    assert holding(literals(path), people) == 0


def test_neither_lists_nor_rules_hold_the_name_of_a_person_of_the_seeds() -> None:
    people = people_of(shared_folder() / "data" / "seeds-gold.jsonl")
    assert sum(holding(entries(path), people) for path in LISTS) == 0
    assert sum(holding(literals(path), people) for path in RULES) == 0


def test_all_rules_and_lists_are_looked_at() -> None:
    for labeler in entry_points(group="annotate.labelers"):
        if labeler.module.startswith("annotate."):
            import_module(labeler.module)
    loaded = {
        Path(str(module.__file__))
        for name, module in sys.modules.items()
        if name.startswith("annotate.prelabel.")
    }
    assert len(loaded) > 40
    assert loaded <= {*RULES}
    packages = {path.relative_to(PRELABEL).parts[0] for path in RULES if path.parent != PRELABEL}
    assert packages >= {"labelers", "languages", "events", "dates", "models", "knowledge", "parsing"}
    assert sum(1 for path in RULES for _ in literals(path)) > 1000
    assert {path.parent.name for path in LISTS} >= {"configs", "lexicons", "gazetteers"}
    assert sum(1 for path in LISTS for _ in entries(path)) > 25_000


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_function_is_the_single_name_of_a_person(language: str, people: People) -> None:
    words = read_yaml(find_config(f"lexicons/{language}.yaml")).data
    listed = [word for key in ("functions", "posted", "portfolio", "groups") for word in words.get(key, ())]
    assert single_names(listed, people) == 0


def test_no_body_and_no_demonym_is_the_single_name_of_a_person(people: People) -> None:
    listed = read_yaml(find_config("gazetteers/organizations.yaml")).data["organizations"]
    states = read_yaml(find_config("gazetteers/states.yaml")).data["states"].values()
    named = (name for item in listed for language in ("fr", "en") for name in item.get(language, ()))
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
