"""The page of findings shows the table of the code, and the page on push and pull leads to it."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs"))

from findings_page import PAGE, page  # noqa: E402  # a script, not a package


def test_the_page_has_every_kind_as_the_code_has_it() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: make pages"
