"""Every finding that the code reports has a row on the page of findings, and every row has its code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from annotate.core.findings import KINDS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
REPORTED_BY = {
    "Finding": 0,
    "about": 0,
    "found": 0,
    "_found": 0,
    "_note": 1,
    "_lose": 0,
    "odd": 0,
}  # the function, and which argument is the code
ELSEWHERE = {
    "other-ontology",  # reported where annotations become gold
    "forgotten-article",  # reported by a release from a file, also the next
    "forgotten-answer",
    "no-longer-asked",  # reported by its constant, CODE in studio/pull/former_parts.py
    "unsure",  # reported by its constant, UNSURE in core/unsure.py
}


def codes_in(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            place = REPORTED_BY.get(called)
            if place is not None and len(node.args) > place:
                for item in ast.walk(node.args[place]):
                    if isinstance(item, ast.Constant) and isinstance(item.value, str):
                        yield item.value
        elif isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "code" for target in node.targets
        ):
            for item in ast.walk(node.value):
                if isinstance(item, ast.Constant) and isinstance(item.value, str):
                    yield item.value


def codes_in_code() -> set[str]:
    package = ROOT / "annotate"
    files = [
        *(package / "studio" / "codec").glob("*.py"),
        *(package / "gold" / "lint").glob("*.py"),
        package / "studio" / "pull" / "reading.py",
        package / "studio" / "pull" / "articles.py",
        package / "studio" / "pull" / "deleted_work.py",
        package / "core" / "ontology_checks.py",
        package / "core" / "doubles.py",
        package / "core" / "authorship.py",
    ]
    return {code for file in files for code in codes_in(file)}


def test_every_kind_of_the_table_is_reported_and_every_reported_code_is_in_the_table() -> None:
    assert codes_in_code() | ELSEWHERE == KINDS.keys()


def test_the_page_on_push_and_pull_leads_to_the_table_and_has_no_second_one() -> None:
    page = (DOCS / "sync.md").read_text(encoding="utf-8")
    assert "[findings.md](findings.md)" in page
    table = (DOCS / "findings.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE)) == KINDS.keys()
    assert not re.findall(r"^\| `?(?:" + "|".join(KINDS) + r")`? \|", page, re.MULTILINE)
