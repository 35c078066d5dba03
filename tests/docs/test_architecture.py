"""The page on the architecture shows the packages as they are, and names only what there is."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
sys.path.insert(0, str(ROOT / "docs"))

from draw_packages import PICTURE, picture, with_table  # noqa: E402  # scripts, not a package
from package_imports import rows_of  # noqa: E402


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("annotate")


def test_the_picture_and_the_table_are_those_of_the_imports(graph: grimp.ImportGraph) -> None:
    assert PICTURE.read_text(encoding="utf-8") == picture(graph), "run: make pages"
    assert with_table(PAGE, graph) == PAGE, "run: make pages"


def test_every_package_stands_below_all_that_import_it() -> None:
    rows = rows_of({"a": frozenset("bc"), "b": frozenset("c"), "c": frozenset(), "d": frozenset()})
    assert rows == [["a"], ["b"], ["c", "d"]]


def test_every_function_on_the_page_is_there() -> None:
    named = re.findall(r"`(annotate[\w.]+):([\w.]+)`", PAGE)
    assert len(named) > 10
    for module, name in named:
        tree: ast.AST = ast.parse((ROOT / module.replace(".", "/")).with_suffix(".py").read_text("utf-8"))
        for part in name.split("."):
            found = {
                node.name: node
                for node in ast.iter_child_nodes(tree)
                if isinstance(node, ast.FunctionDef | ast.ClassDef)
            }
            assert part in found, f"{module}:{name}"
            tree = found[part]


def test_every_place_on_the_page_is_there() -> None:
    named = re.findall(r"`((?:annotate|configs|tests|docs)/[\w./-]+|pyproject.toml)`", PAGE)
    assert len(named) > 30
    assert [place for place in named if not (ROOT / place).exists()] == []
    linked = re.findall(r"\]\(([\w.-]+)\)", PAGE)
    assert [place for place in linked if not (ROOT / "docs" / place).exists()] == []
