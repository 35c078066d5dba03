"""Commands that a real Label Studio refuses: one sentence, the right exit code, nothing written."""

from __future__ import annotations

import gc
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from annotate.core.ontology import Ontology
from annotate.studio.api.client import Studio
from annotate.studio.screen.label_config import build_label_config
from tests.commands import Annotate, said, tree
from tests.conftest import Server

pytestmark = pytest.mark.studio


def use(project: Path, server: Server, project_id: int | None = None) -> None:
    """Sets studio.url to the tests' server."""
    studio = f"studio:\n  url: {server.url}\n" + (f"  project: {project_id}\n" if project_id else "")
    path = project / "annotate.yaml"
    path.write_text(path.read_text() + studio)


def test_a_wrong_token_is_refused_and_the_message_says_where_to_get_one(
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


def test_a_configuration_that_no_longer_matches_stops_push_and_pull(
    annotate: Annotate, project: Path, server: Server, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATE_TOKEN", server.annotator.token)
    use(project, server)
    made = annotate("push", "suggestions.jsonl", "--json").json["project"]
    changed = build_label_config(Ontology.load("diplomacy")).replace('alias="LOC"', 'alias="PLACE"')
    studio.update_project(made, label_config=changed)
    said(annotate("push", "suggestions.jsonl"), 2, "LOC in labels", "Labeling Interface")
    said(annotate("pull", "-o", "back.jsonl"), 2, "LOC in labels")
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


def test_an_unreadable_line_does_not_stop_the_others(
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


def test_a_lost_plan_makes_no_second_project(
    annotate: Annotate, project: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(project, server)
    monkeypatch.setenv("ANNOTATE_TOKEN", server.token)
    made = annotate("push", "suggestions.jsonl", "--json").json["project"]
    for file in project.glob(".annotate/plan.sqlite*"):
        file.unlink()
    said(annotate("push", "suggestions.jsonl"), 2, f"project {made} was made from here", "annotate restore")
    settings = project / "annotate.yaml"
    settings.write_text(settings.read_text().rpartition("studio:")[0])
    use(project, server, made)
    again = annotate("push", "suggestions.jsonl", "--json")
    assert (again.code, again.json["project"], again.json["added"]) == (0, made, 0)


@pytest.mark.parametrize("file", ["plan.sqlite", "mirror.sqlite"])
def test_a_damaged_database_gives_one_sentence_and_no_backup(
    annotate: Annotate, project: Path, server: Server, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    use(project, server)
    monkeypatch.setenv("ANNOTATE_TOKEN", server.token)
    assert annotate("push", "suggestions.jsonl").code == 0
    assert annotate("pull").code == 0
    database = project / ".annotate" / file
    gc.collect()  # commands leave their connections to the end of the process
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    content = bytearray(database.read_bytes())
    content[size : 7 * size] = b"\xa5" * (6 * size)
    database.write_bytes(content)
    for words in (("push", "suggestions.jsonl"), ("pull",), ("status",), ("backup", "b.zip")):
        ended = annotate(*words)
        assert ended.code in (2, 6), ended
        assert "Error:" in ended.err
    assert not (project / "b.zip").exists()


def test_a_pull_overwrites_no_file_of_the_campaign(annotate: Annotate, project: Path) -> None:
    before = (project / "annotate.yaml").read_bytes()
    said(annotate("pull", "-o", "annotate.yaml"), 2, "is also an input")
    said(annotate("pull", "-o", "x.jsonl", "--problems", "./x.jsonl"), 2, "is named twice")
    assert (project / "annotate.yaml").read_bytes() == before
    assert not (project / "x.jsonl").exists()


def test_a_password_in_the_address_is_refused_and_not_repeated(annotate: Annotate, project: Path) -> None:
    settings = project / "annotate.yaml"
    settings.write_text(settings.read_text() + "studio:\n  url: http://me:sEcrEt99@127.0.0.1:1\n")
    ended = annotate("push", "suggestions.jsonl", "--json")
    said(ended, 2, "studio.url")
    assert "sEcrEt99" not in ended.err + ended.out
