"""The page on push and pull names every kind of oddity that the code tells apart, and no other."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOLD_BY = {
    "_problem": 0,
    "Trouble": 0,
    "named": 0,
    "Problem": 2,
}  # the function, and which argument is the kind


def kinds_in_code() -> set[str]:
    found: set[str] = set()
    for name in ("codec/decoder", "pull/reading", "codec/unseen"):
        tree = ast.parse((ROOT / "annotate" / "studio" / f"{name}.py").read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            place = TOLD_BY.get(called)
            if place is not None and len(node.args) > place:
                said = ast.walk(node.args[place])
                found.update(
                    str(item.value) for item in said if isinstance(item, ast.Constant) and item.value
                )
    return found


def test_every_kind_has_its_outcome_on_the_page() -> None:
    page = (ROOT / "docs" / "sync.md").read_text(encoding="utf-8")
    table = page.partition("<!-- outcomes -->")[2].partition("<!-- outcomes: end -->")[0]
    named = set(re.findall(r"^\| ([a-z ]+?) \|", table, re.MULTILINE)) - {"kind"}
    assert named == kinds_in_code()
