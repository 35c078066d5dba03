"""What docs/existing-label-studio.md promises about a project that people made by hand."""

from __future__ import annotations

import contextlib
import io
import json
import re
from pathlib import Path

import pytest
import yaml

from annotate.cli.commands.pull import pull
from annotate.project import ProjectSettings
from annotate.studio.api.client import Studio
from annotate.studio.screen.adopt import infer
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
    label = '<Label value="Personne"'
    config = printed_config().replace(label, f'<Label value="MONEY"/>{label}')
    assert config.count("MONEY") == 1
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
    assert ended.code == 0, "nobody has annotated them"
    assert "was not made by annotate" in ended.err


@pytest.mark.studio
def test_a_project_that_lacks_a_label_is_refused_and_left_alone(
    annotate: Annotate, project: Path, server: Server, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    config, left = re.subn(r'<Label value="Fonction" alias="ROLE"[^>]*/>', "", printed_config())
    assert left == 1
    made = studio.create_project("lacking", config, "")
    monkeypatch.setenv("ANNOTATE_TOKEN", server.token)
    with (project / "annotate.yaml").open("a") as file:
        file.write(f"studio: {{url: {server.url}, project: {made['id']}}}\n")
    ended = annotate("push", "suggestions.jsonl")
    assert ended.code == 2
    assert "ROLE" in ended.err
    assert studio.project(made["id"])["task_number"] == 0


@pytest.mark.parametrize("tag", ["Rating", "Number", "DateTime", "Taxonomy"])
def test_the_tags_that_the_page_says_are_not_read_are_listed_at_adoption(tag: str) -> None:
    assert f"`<{tag}>`" in PAGE
    labels = '<Labels name="l" toName="t"><Label value="PER"/></Labels>'
    config = f'<View><Text name="t" value="$t"/>{labels}<{tag} name="x" toName="t"/></View>'
    assert infer(config, "adopted").left_out == {"x": f"<{tag}> is not read"}


def test_the_options_on_the_page_are_options_of_pull() -> None:
    section = PAGE.partition("## A project that was labelled by hand")[2].partition("\n## ")[0]
    given = set(re.findall(r"--[a-z]+", section)) - {"--url"}
    assert given == {"--adopt", "--events", "--text", "--drafts"}
    assert given <= {option for parameter in pull.params for option in parameter.opts}
