"""Writes README.md and croissant.json of a release from its other files."""

from __future__ import annotations

import json
from pathlib import Path

from annotate.core.files import writing
from annotate.gold.release_files import MANIFEST_FILE


def write_card(folder: Path) -> None:
    """Writes the card of the release in ``folder``. Reads nothing but the other files of ``folder``."""
    manifest = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
    with writing(folder / "README.md") as file:
        file.write(f"# {manifest['name']} {manifest['version']}\n\n{manifest['articles']} articles.\n")
