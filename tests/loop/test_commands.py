"""The commands against a real Label Studio that refuses: one sentence, the right code, nothing written."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.core.ontology import Ontology
from annotate.studio.api.client import Studio
from annotate.studio.screen.label_config import build_label_config
from tests.commands import Annotate, said, tree
from tests.conftest import Server

pytestmark = pytest.mark.studio


def use(project: Path, server: Server, project_id: int | None = None) -> None:
    """Points the project at the tests' server."""
    studio = f"studio:\n  url: {server.url}\n" + (f"  project: {project_id}\n" if project_id else "")
    path = project / "annotate.yaml"
    path.write_text(path.read_text() + studio)


def test_a_wrong_token_is_refused_with_where_to_get_one(
    annotate: Annotate, project: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(project, server)
    monkeypatch.setenv("ANNOTATE_TOKEN", "0" * 40)
    before = tree(project)
    for words in (("push", "suggestions.jsonl"), ("pull", "-o", "back.jsonl")):
        ended = annotate(*words)
        said(ended, 3, server.url)
        assert "0" * 40 not in ended.err
    assert "refused the token" in annotate("push", "suggestions.jsonl").err
    new = set(tree(project)) - set(before)
    assert all(name.startswith((".annotate/plan.", ".annotate/mirror.", ".annotate/push.")) for name in new)


def test_a_missing_project_is_named(
    annotate: Annotate, project: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(project, server, 99_999)
    monkeypatch.setenv("ANNOTATE_TOKEN", server.token)
    said(annotate("push", "suggestions.jsonl"), 3, "no project 99999", "studio.project")
    said(annotate("pull", "-o", "back.jsonl"), 3, "no project 99999")
    assert not (project / "back.jsonl").exists()


def test_a_configuration_that_no_longer_matches_stops_both_ways(
    annotate: Annotate, project: Path, server: Server, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATE_TOKEN", server.annotator.token)
    use(project, server)
    made = annotate("push", "suggestions.jsonl", "--json").json["project"]
    changed = build_label_config(Ontology.load("diplomacy")).replace('value="LOC"', 'value="PLACE"')
    studio.update_project(made, label_config=changed)
    said(annotate("push", "suggestions.jsonl"), 2, "LOC in entities", "Labeling Interface")
    said(annotate("pull", "-o", "back.jsonl"), 2, "LOC in entities")
    assert not (project / "back.jsonl").exists()


def test_an_existing_project_is_used_and_a_pull_gives_the_same_file_twice(
    annotate: Annotate, project: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATE_TOKEN", server.annotator.token)
    use(project, server, server.project(Ontology.load("diplomacy"), "made before"))
    assert annotate("push", "suggestions.jsonl", "--json").json["added"] == 3
    assert annotate("push", "suggestions.jsonl", "--json").json["added"] == 0
    assert annotate("pull", "-o", "one.jsonl").code == 0
    again = annotate("pull", "-o", "two.jsonl", "--json").json
    assert (again["new"], again["changed"], again["gone"]) == (0, 0, 0)
    assert (project / "one.jsonl").read_bytes() == (project / "two.jsonl").read_bytes()
    status = annotate("status", "--json").json
    assert (status["pushed"], status["statuses"]) == (3, {})


def test_a_pipe_is_pushed_whole_and_once(
    annotate: Annotate, project: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATE_TOKEN", server.annotator.token)
    use(project, server)
    with (project / "suggestions.jsonl").open() as piped:
        monkeypatch.setattr("sys.stdin", piped)
        pushed = annotate("push", "-", "--json")
    assert (pushed.json["added"], pushed.json["made"]) == (3, True)


def test_a_line_that_cannot_be_read_costs_no_other(
    annotate: Annotate, project: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATE_TOKEN", server.annotator.token)
    use(project, server)
    file = project / "suggestions.jsonl"
    first, second, third = file.read_text().splitlines()
    half = second[: len(second) // 2]
    file.write_text(
        "\n".join([half, first, '{"format": 1, "article": {"id": "x", "text": "a\\u0000b"}}', third])
    )
    ended = annotate("push", "suggestions.jsonl", "--json")
    assert (ended.code, ended.json["added"]) == (4, 2)
    broken, nul = ended.json["refused"]
    assert "suggestions.jsonl, line 1" in broken
    assert "suggestions.jsonl, line 3" in nul, "what Postgres would refuse is refused before it gets there"
    file.write_text(half)
    assert annotate("push", "suggestions.jsonl").code == 5, "nothing in it can be used"
