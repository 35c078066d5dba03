"""What docs/existing-label-studio.md promises about a project that people made by hand."""

from __future__ import annotations

import contextlib
import io
import json
import re
from pathlib import Path

import pytest
import yaml

from annotate.project import ProjectSettings
from annotate.studio.api.client import Studio
from tests.commands import Annotate
from tests.conftest import Server

PAGE = (Path(__file__).parents[2] / "docs" / "existing-label-studio.md").read_text(encoding="utf-8")


def printed_config() -> str:
    """What the page's Python block prints."""
    (block,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(block, {})
    return printed.getvalue().strip()


def test_the_settings_on_the_page_are_settings() -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert blocks
    for block in blocks:
        ProjectSettings.model_validate({"format": 1, "name": "mine", **yaml.safe_load(block)})


@pytest.mark.studio
def test_a_project_made_by_hand_takes_tasks_and_keeps_the_rest(
    annotate: Annotate, project: Path, server: Server, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = printed_config().replace('<Label value="PER"', '<Label value="MONEY"/><Label value="PER"')
    made = studio.create_project("by hand", config, "Lisez ceci.")
    studio.import_tasks(made["id"], json.dumps([{"data": {"text": "Une autre.", "header": "x"}}]).encode())
    monkeypatch.setenv("ANNOTATE_TOKEN", server.token)
    with (project / "annotate.yaml").open("a") as file:
        file.write(f"studio: {{url: {server.url}, project: {made['id']}}}\n")
    ended = annotate("push", "suggestions.jsonl", "--json")
    assert (ended.code, ended.json["added"], ended.json["made"]) == (0, 3, False), ended
    after = studio.project(made["id"])
    for kept in ("label_config", "expert_instruction", "title", "description", "color"):
        assert after[kept] == made[kept]
    assert after["task_number"] == 4
    ended = annotate("pull", "-o", "a.jsonl")
    assert ended.code == 4
    assert "was not made by annotate" in ended.err


@pytest.mark.studio
def test_a_project_that_lacks_a_label_is_refused_and_left_alone(
    annotate: Annotate, project: Path, server: Server, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = re.sub(r'<Label value="ROLE"[^>]*/>', "", printed_config())
    made = studio.create_project("lacking", config, "")
    monkeypatch.setenv("ANNOTATE_TOKEN", server.token)
    with (project / "annotate.yaml").open("a") as file:
        file.write(f"studio: {{url: {server.url}, project: {made['id']}}}\n")
    ended = annotate("push", "suggestions.jsonl")
    assert ended.code == 2
    assert "ROLE" in ended.err
    assert studio.project(made["id"])["task_number"] == 0
