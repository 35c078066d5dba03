"""The README shows labelers that exist, in the default order."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from annotate.prelabel.defaults import DEFAULT_ORDER

PAGE = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def test_round_two_keeps_all_default_labelers_and_adds_the_model() -> None:
    (shown,) = re.findall(r"^    (labelers: \[[^\]]*\])", PAGE, re.MULTILINE)
    labelers = yaml.safe_load(shown)["labelers"]
    assert labelers[1] == "trained:models/round-1"
    assert tuple(labelers[:1] + labelers[2:]) == DEFAULT_ORDER
