"""Label Studio that is not there, refuses, or is another one: that is told, and nothing is changed."""

from __future__ import annotations

import base64
import json
import socket
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from annotate.cli.main import run
from annotate.core import jsonl
from annotate.project import Project
from annotate.studio.api import bounds
from annotate.studio.api.client import Studio
from tests.builders import meeting
from tests.commands import Annotate, Ended, at_once, at_terminal, said, tree
from tests.conftest import Server
from tests.faults.odd_answers import REFUSED, SET_ASIDE
from tests.faults.proxy import Answer, proxy
from tests.faults.rows import replaced
from tests.loop.campaign import ONTOLOGY

pytestmark = pytest.mark.studio
REACHING = ["push suggestions.jsonl", "pull -o a.jsonl"]


def use(project: Path, url: str, project_id: int | None = None) -> None:
    """Sets the address in annotate.yaml."""
    settings = (project / "annotate.yaml").read_text().partition("\nstudio:")[0]
    chosen = f"  project: {project_id}\n" if project_id else ""
    (project / "annotate.yaml").write_text(f"{settings}\nstudio:\n  url: {url}\n{chosen}")


def on_server(server: Server) -> list[Any]:
    """Everything that a command could change there."""
    with Studio(server.url, server.token) as studio:
        projects = studio.get("/api/projects", page_size=1000)["results"]
        counts = ("id", "task_number", "total_annotations_number", "total_predictions_number", "label_config")
        return sorted([[item[key] for key in counts] for item in projects], key=lambda item: item[0])


def newest_tasks(studio: Studio) -> list[int]:
    """The ids of the tasks of the newest project."""
    newest = max(project["id"] for project in studio.get("/api/projects", page_size=1000)["results"])
    return sorted(studio.task_ids(newest))


@pytest.fixture
def reached(project: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose Label Studio is the real server."""
    monkeypatch.setenv("ANNOTATE_TOKEN", server.token)
    use(project, server.url)
    assert run_quietly("push", "suggestions.jsonl") == 0
    jsonl.write(project / "suggestions.jsonl", [meeting("new")])
    return project


def run_quietly(*words: str) -> int:
    return run([*words, "--quiet"])


def refused(annotate: Annotate, project: Path, server: Server, words: str, code: int, *parts: str) -> Ended:
    """The command ends so, and neither the folder nor the server changes."""
    before = {name: content for name, content in tree(project).items() if ".annotate/" not in name}
    there = on_server(server)
    ended = annotate(*words.split())
    said(ended, code, *parts)
    assert {name: content for name, content in tree(project).items() if ".annotate/" not in name} == before
    assert on_server(server) == there
    return ended


@pytest.mark.parametrize("words", REACHING)
@pytest.mark.parametrize(
    ("token", "remedy"),
    [("f" * 40, "token"), ("not-a-token", "token"), ("", "ANNOTATE_TOKEN")],
    ids=["wrong", "garbled", "none"],
)
def test_a_token_that_does_not_sign_in(
    annotate: Annotate,
    reached: Path,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
    words: str,
    token: str,
    remedy: str,
) -> None:
    monkeypatch.setenv("ANNOTATE_TOKEN", token)
    ended = refused(annotate, reached, server, words, 3, server.url, remedy)
    assert not token or token not in ended.err + ended.out


@pytest.mark.parametrize("words", REACHING)
def test_an_expired_token(
    annotate: Annotate, reached: Path, server: Server, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    def part(content: dict[str, object]) -> str:
        return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")

    expired = f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part({'token_type': 'refresh', 'exp': 1})}.c2ln"
    monkeypatch.setenv("ANNOTATE_TOKEN", expired)
    ended = refused(
        annotate, reached, server, words, 3, "ANNOTATE_TOKEN", "expired on 1970-01-01", "Make a new one"
    )
    assert expired not in ended.err


@pytest.mark.parametrize("words", REACHING)
@pytest.mark.parametrize(
    ("code", "sentence", "remedy"),
    [
        (403, "this account may not use project", "Ask the project's owner"),
        (404, "there is no project", "studio.project in annotate.yaml"),
    ],
)
def test_no_rights_on_the_project(
    annotate: Annotate, reached: Path, server: Server, words: str, code: int, sentence: str, remedy: str
) -> None:
    def rule(method: str, path: str) -> Answer | None:
        refusing = path.startswith(("/api/projects/", "/api/tasks")) and path != "/api/projects/"
        return (code, '{"detail": "no"}') if refusing else None

    with proxy(server.url, rule) as url:
        use(reached, url, 1)
        refused(annotate, reached, server, words, 3, url, sentence, remedy)


@pytest.mark.parametrize("words", REACHING)
@pytest.mark.parametrize(
    ("code", "content"),
    [(200, "<html>Welcome</html>"), (200, "[]"), (500, "boom"), (302, "")],
    ids=["html", "list", "500", "redirect"],
)
def test_an_address_where_something_else_answers(
    annotate: Annotate, reached: Path, server: Server, words: str, code: int, content: str
) -> None:
    with proxy(server.url, lambda method, path: (code, content)) as url:
        use(reached, url)
        refused(annotate, reached, server, words, 3, url)


@pytest.mark.parametrize("words", REACHING)
def test_a_project_that_is_no_longer_there(
    annotate: Annotate, reached: Path, server: Server, words: str
) -> None:
    use(reached, server.url, 999_999)
    refused(annotate, reached, server, words, 3, "999999", "studio.project")


@pytest.mark.parametrize("words", [*REACHING, "doctor"])
def test_an_ontology_that_is_not_the_one_on_the_screen(
    annotate: Annotate, reached: Path, server: Server, words: str
) -> None:
    replaced("configs/diplomacy.yaml", "\n  DATE:\n", "\n  MONEY:\n    color: '#123456'\n  DATE:\n")(reached)
    before = on_server(server)
    ended = annotate(*words.split())
    # A pull goes on with the version on the screen, and says so.
    assert ended.code == (1 if words == "doctor" else 0 if words.startswith("pull") else 2), ended
    assert "MONEY" in ended.err + ended.out
    assert "annotate ontology apply" in ended.err + ended.out
    assert on_server(server) == before


def test_an_interrupted_push_says_how_far_it_came_and_is_completed(
    annotate: Annotate, reached: Path, server: Server
) -> None:
    jsonl.write(reached / "suggestions.jsonl", [meeting(f"c{index}") for index in range(1500)])
    code, shown = at_terminal("push", "suggestions.jsonl", cwd=reached, interrupt_after="250/?")
    assert code == 130, shown
    assert "articles were sent and stay there" in shown
    assert "Traceback" not in shown
    again = annotate("push", "suggestions.jsonl", "--json").json
    assert again["same"] >= 250
    assert again["same"] + again["added"] == 1500


def test_two_pushes_at_once_send_everything_once(annotate: Annotate, reached: Path, server: Server) -> None:
    jsonl.write(reached / "suggestions.jsonl", [meeting(f"b{index}") for index in range(600)])
    ended = at_once(reached, *["push suggestions.jsonl"] * 2)
    assert sorted(one.code for one in ended) in ([0, 0], [0, 2]), ended
    assert annotate("push", "suggestions.jsonl", "--json").json["same"] == 600


def test_two_pulls_at_once_bring_the_same(annotate: Annotate, reached: Path, server: Server) -> None:
    ended = at_once(reached, "pull -o a0.jsonl", "pull -o a1.jsonl")
    assert all(one.code in (0, 2) for one in ended), ended
    assert any(one.code == 0 for one in ended), ended
    assert all("another pull is running" in one.err for one in ended if one.code)
    assert annotate("pull", "-o", "a.jsonl").code == 0


ODD = {odd.id: odd for odd in (*SET_ASIDE, *REFUSED)}


def test_answers_that_label_studio_never_gives_are_told(
    annotate: Annotate, reached: Path, server: Server, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    for task_id in newest_tasks(studio):
        studio.post(f"/api/tasks/{task_id}/annotations/", {"result": []})
    assert annotate("backup", "saved.zip").code == 0
    small = {"BODY_BYTES": 8 << 20, "ANSWER_S": 0.5, "DEADLINE_S": 2.0, "UNREADABLE_S": 0.5}
    for name, value in small.items():
        monkeypatch.setattr(bounds, name, value)
    for words, id, code in [
        ("doctor", "title as number", 1),
        ("status --json", "no configuration", 0),  # it shows what was pulled, and why it shows no more
        ("push suggestions.jsonl", "no ids", 3),
        ("push suggestions.jsonl", "deep page", 3),
        ("backup a.zip", "annotations as object", 4),
        ("backup b.zip", "bomb", 3),
        ("restore saved.zip --yes", "users as object", 3),
        ("pull -o a.jsonl", "id: 70 bits", 4),
        ("pull -o a.jsonl", "same page", 3),
        ("pull -o a.jsonl", "tasks missing", 3),
        ("pull -o a.jsonl", "dripping", 3),
    ]:
        odd = ODD[id]
        with proxy(server.url, odd.rule, change=odd.change, pieces=odd.pieces) as url:
            use(reached, url)
            ended = annotate(*words.split())
        assert ended.code == code, (words, id, ended)
        assert "Traceback" not in ended.err
        assert odd.says in ended.err + ended.out, (words, id, ended)
        assert "0 annotations" not in ended.out


@pytest.mark.parametrize("id", ["tasks as object", "no configuration"])
def test_a_project_whose_answers_are_odd_is_not_adopted(
    annotate: Annotate, project: Path, server: Server, monkeypatch: pytest.MonkeyPatch, id: str
) -> None:
    monkeypatch.setenv("ANNOTATE_TOKEN", server.token)
    made = server.project(ONTOLOGY, "made by hand")
    odd = ODD[id]
    with proxy(server.url, odd.rule, change=odd.change) as url:
        use(project, url)
        before = (project / "annotate.yaml").read_bytes()
        said(annotate("pull", "--adopt", str(made)), 3, odd.says)
    assert (project / "annotate.yaml").read_bytes() == before


def test_a_port_that_is_taken_is_named(annotate: Annotate, project: Path, state_folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said(annotate("studio", "up", "--port", str(port)), 3, str(port), "--port")
    assert not list(state_folder.rglob("*.sqlite3"))


def test_data_of_a_newer_label_studio_are_left_alone(
    annotate: Annotate, project: Path, tmp_path: Path
) -> None:
    assert annotate("studio", "up").code == 0
    assert annotate("studio", "down").code == 0
    (database,) = (Project.load(project / "annotate.yaml").state / "server" / "data").rglob(
        "label_studio.sqlite3"
    )
    with sqlite3.connect(database) as connection:
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('tasks', '9999_from_the_future', '2030-01-01')"
        )
    connection.close()
    before = database.read_bytes()
    try:
        said(annotate("studio", "up"), 3, str(database), "tasks.9999_from_the_future", "newer Label Studio")
    finally:
        annotate("studio", "down")  # nothing runs, unless it was started all the same
    assert database.read_bytes() == before
