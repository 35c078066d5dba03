"""The page on the labelling screen shows the table of gestures and what the browser counted."""

from __future__ import annotations

import sys
from pathlib import Path

from annotate.evaluate.gestures import GESTURES

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs"))

from labelling_screen_page import PAGE, page  # noqa: E402  # a script, not a package


def test_the_page_has_every_job_as_the_code_costs_it() -> None:
    shown = PAGE.read_text(encoding="utf-8")
    assert shown == page(), "run: make pages"
    for job, cost in GESTURES.items():
        (row,) = (line for line in shown.splitlines() if line.startswith(f"| {job} |"))
        assert f"| **{cost}** |" in row
