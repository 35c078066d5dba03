"""The counts that the page docs/labelling-screen.md shows, kept beside it as data."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[3] / "docs" / "labelling-screen.json"
RENEW = "ANNOTATE_RENEW_GESTURES"  # set by make gestures


def check(counted: dict[str, int], *keys: str) -> None:
    """Compares counts with those of the page; with ``RENEW`` set, writes them there instead."""
    data: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8")) if DATA.exists() else {}
    place = data
    for key in keys[:-1]:
        place = place.setdefault(key, {})
    if os.environ.get(RENEW):
        place[keys[-1]] = {**place.get(keys[-1], {}), **counted}
        DATA.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    shown = {name: place.get(keys[-1], {}).get(name) for name in counted}
    assert counted == shown, f"counted {counted}, the page says {shown}; make gestures renews it"
