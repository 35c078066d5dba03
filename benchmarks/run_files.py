"""Files of simulated runs: each is written in full or not at all, and goes on only under its own settings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from annotate.core.files import writing

Setting = Mapping[str, str | int | float]


def save_run(data: Mapping[str, Any], path: Path) -> None:
    """Writes a run as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with writing(path) as file:
        json.dump(data, file, indent=1, ensure_ascii=False)
        file.write("\n")


def read_run(path: Path) -> Any:
    """Reads what `save_run` wrote."""
    return json.loads(path.read_text(encoding="utf-8"))


def check_setting(path: Path, begun: Setting, now: Setting) -> None:
    """Exits if a run that has not ended was begun with other settings."""
    if begun != now:
        raise SystemExit(f"{path}: it was begun with {begun}, this is {now}. Move it away to begin anew.")
