"""The tutorial as it is typed: every command runs, against a real Label Studio, and ends in a model."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from annotate.campaign.demo.scripted_annotator import work_through
from annotate.campaign.server.connect import connect, open_plan
from annotate.core import jsonl
from annotate.gold.load import load_gold
from annotate.project import Project

ROOT = Path(__file__).parents[2]
TUTORIAL = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
PEOPLE = "<!-- here people correct -->"


def blocks(text: str) -> str:
    """The commands of a part of the tutorial as one script; Python blocks are run by Python."""
    script = []
    for kind, content in re.findall(r"```(bash|python)\n(.*?)```", text, re.DOTALL):
        script.append(content if kind == "bash" else f"python - <<'END-OF-PYTHON'\n{content}END-OF-PYTHON\n")
    return "\n".join(script)


def typed(script: str, folder: Path) -> str:
    ended = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout + ended.stderr


def people_correct(folder: Path) -> None:
    """Stands for the people in the browser: submits each article without its lowest-scored suggestion."""
    project = Project.find(folder)
    link = open_plan(project).link
    assert link is not None
    with connect(project) as studio:
        suggestions = jsonl.read_records(folder / "suggestions.jsonl")
        work_through(studio, link.project_id, suggestions, None, project.ontology)


@pytest.mark.studio
def test_the_tutorial_leads_from_two_articles_to_a_model(
    tmp_path: Path, migrated: Callable[[Project], None]
) -> None:
    before, after = TUTORIAL.split(PEOPLE)
    made, up, rest = blocks(before).partition("annotate studio up\n")
    folder = tmp_path / "andes"
    try:
        shown = typed(made, tmp_path)
        migrated(Project.find(folder))
        shown += typed(up + rest, folder)
        assert "✗" not in shown  # the doctor's mark
        people_correct(folder)
        shown += typed(blocks(after), folder)
    finally:
        if folder.is_dir():
            typed("annotate studio down", folder)
    assert sum(1 for _ in load_gold(folder / "exports" / "andes-1.0.0").split("train")) == 2
    assert "nothing to score on" in shown
    assert (folder / "rounds" / "round-1.html").is_file()
    assert (folder / "models" / "recogniser" / "annotate-model.json").is_file()


def test_the_install_line_names_an_extra_that_there_is() -> None:
    (extra,) = re.findall(r"pip install '\.\[(\w+)\]'", TUTORIAL)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert extra in project["optional-dependencies"]
