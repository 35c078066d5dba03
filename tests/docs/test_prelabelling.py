"""The page on pre-labelling states the priority that the code has."""

from __future__ import annotations

import re
from pathlib import Path

from annotate.prelabel.defaults import DEFAULT_PRIORITY

PAGE = (Path(__file__).parents[2] / "docs" / "prelabelling.md").read_text(encoding="utf-8")


def test_the_priority_of_the_page_is_that_of_the_code() -> None:
    (listed,) = re.findall(r"The priority is fixed, [^:]*:([^.]*)\.", PAGE)
    assert tuple(re.findall(r"`([\w-]+)`", listed)) == DEFAULT_PRIORITY


def test_no_version_of_weights_stands_there_to_go_stale() -> None:
    assert "weights@" not in PAGE
