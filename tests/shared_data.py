"""The two real articles and the evaluation data, which stay outside this repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

VARIABLE = "ANNOTATE_SHARED"


def shared_folder() -> Path:
    """The folder that ANNOTATE_SHARED names (then required), else ../shared; absent, the test skips."""
    if named := os.environ.get(VARIABLE):
        folder = Path(named)
        if not (folder / "data" / "seeds-gold.jsonl").is_file():
            pytest.fail(f"{VARIABLE} names {folder}, which does not hold data/seeds-gold.jsonl")
        return folder
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip(f"the shared data is not there; set {VARIABLE} to its folder")
    return folder
