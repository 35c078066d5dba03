"""The page of export formats shows what the exporters do, and each line to paste runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from annotate.export.registry import get_exporter, known_formats
from tests.commands import Annotate, said

ROOT = Path(__file__).parents[2]
RELEASE = ROOT / "exports" / "sample-1.0.0"
sys.path.insert(0, str(ROOT / "docs"))

from exports_page import PAGE, blocks, page  # noqa: E402  # a script, not a package

READ = [name for name in known_formats() if getattr(get_exporter(name), "reads", "")]


def test_the_page_is_what_the_exporters_do() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: make pages"


def test_the_page_has_a_section_for_each_format() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for name in known_formats():
        assert f"\n## {name}\n" in text


@pytest.mark.parametrize("name", READ)
def test_the_pasted_lines_run(
    annotate: Annotate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)  # the lines name files of the current folder
    said(annotate("export", RELEASE, "--format", name, "-o", name), 0)
    names: dict[str, object] = {}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for language, lines in blocks(get_exporter(name).reads):  # type: ignore[attr-defined]  # optional
        if language == "python":
            exec("\n".join(lines), names)
        else:
            subprocess.run(
                ["sh", "-ec", "\n".join(lines)],
                check=True,
                capture_output=True,
                env={**os.environ, "PATH": path},
            )
