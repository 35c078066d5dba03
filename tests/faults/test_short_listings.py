"""Listings that end too early, and a clock that goes back, as a user of the commands sees them."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import pytest

from annotate.core import jsonl
from annotate.studio.api.client import Studio
from annotate.studio.backup.file import open_backup
from tests.builders import meeting
from tests.commands import Annotate, said
from tests.conftest import Server
from tests.faults.proxy import Answer, proxy
from tests.loop.campaign import submit

pytestmark = pytest.mark.studio
TASKS = 19


@pytest.fixture
def pushed(
    annotate: Annotate, project: Path, server: Server, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> int:
    """The id of a project of 19 tasks; two have an annotation and all were pulled."""
    monkeypatch.setenv("ANNOTATE_TOKEN", server.token)
    jsonl.write(project / "s.jsonl", [meeting(f"a{index}") for index in range(TASKS)])
    settings = project / "annotate.yaml"
    settings.write_text(f"{settings.read_text()}studio:\n  url: {server.url}\n")
    made = int(annotate("push", "s.jsonl", "--json").json["project"])
    for task in tasks(studio, made)[:2]:
        submit(studio, task)
    assert annotate("pull", "-q").code == 0
    return made


def tasks(studio: Studio, project_id: int) -> list[dict[str, int]]:
    return list(studio.tasks(project_id, fields="task_only", include="id"))


def use(project: Path, url: str) -> None:
    settings = project / "annotate.yaml"
    settings.write_text(re.sub(r"(?m)^  url: .*$", f"  url: {url}", settings.read_text()))


def capped(path: str) -> str:
    """Asks for five tasks a page, as a server with TASK_API_PAGE_SIZE_MAX=5 gives them."""
    return re.sub(r"page_size=(\d{2,})", "page_size=5", path) if path.startswith("/api/tasks?") else path


def test_with_five_tasks_a_page_every_command_sees_all_tasks(
    annotate: Annotate, project: Path, server: Server, studio: Studio, pushed: int
) -> None:
    for file in (project / ".annotate").glob("mirror.sqlite*"):
        file.unlink()
    with proxy(server.url, rewrite=capped) as url:
        use(project, url)
        again = annotate("push", "s.jsonl", "--json")
        assert (again.code, again.json["added"], again.json["same"]) == (0, 0, TASKS)
        pulled = annotate("pull", "--json", "-o", "a.jsonl")
        assert (pulled.json["tasks"], pulled.json["gone"], pulled.json["written"]) == (TASKS, 0, 2)
        assert annotate("backup", "b.zip", "-q").code == 0
        with open_backup(project / "b.zip") as backup:
            assert len(list(backup.tasks())) == TASKS
        server_now = annotate("status", "--json").json["server"]
        assert [server_now[name] for name in ("tasks", "changed", "added", "gone")] == [TASKS, 0, 0, 0]
        for task in tasks(studio, pushed)[5:8]:
            studio.delete_task(task["id"])
        pulled = annotate("pull", "--json")
        assert (pulled.json["tasks"], pulled.json["gone"]) == (TASKS - 3, 0)
    assert len(tasks(studio, pushed)) == TASKS - 3


@pytest.mark.slow
def test_a_server_that_withholds_tasks_is_named_and_nothing_is_taken_as_deleted(
    annotate: Annotate, project: Path, server: Server, studio: Studio, pushed: int
) -> None:
    def withheld(method: str, path: str) -> Answer | None:
        after = re.search(r'"filter:tasks:id","operator":"greater".*?"value":(\d+)', unquote_plus(path))
        if after is None or int(after[1]) == 0:
            return None
        return 200, json.dumps({"tasks": [], "total": TASKS - 5})

    shutil.copytree(project / ".annotate", project / "kept")
    with proxy(server.url, rewrite=capped, rule=withheld) as url:
        use(project, url)
        words = f"states {TASKS} tasks and returned only 5"
        said(annotate("backup", "b.zip"), 3, words, "ask its administrator")
        assert not list(project.glob("*b.zip*"))
        said(annotate("pull", "--rebuild"), 3, words)
        for file in (project / ".annotate").glob("mirror.sqlite*"):
            file.unlink()
        said(annotate("push", "s.jsonl"), 3, words)
    assert len(tasks(studio, pushed)) == TASKS, "nothing was made twice"
    shutil.rmtree(project / ".annotate")
    (project / "kept").rename(project / ".annotate")
    use(project, server.url)
    assert annotate("pull", "--json").json["gone"] == 0


@pytest.mark.parametrize("rebuild", [True, False])
def test_what_a_server_at_fault_returned_is_read_again(
    annotate: Annotate, project: Path, server: Server, pushed: int, rebuild: bool
) -> None:
    def cut(method: str, path: str, content: Any) -> Any:
        if not path.startswith("/api/tasks?") or "tasks" not in content:
            return content
        for task in content["tasks"]:
            for annotation in task.get("annotations") or ():
                annotation["result"] = annotation["result"][:1]
        return {**content, "total": 10**6}

    words = ["--rebuild"] if rebuild else []
    if not rebuild:
        for file in (project / ".annotate").glob("mirror.sqlite*"):
            file.unlink()
    with proxy(server.url, change=cut) as url:
        use(project, url)
        said(annotate("pull", *words), 3, "returned only")
    use(project, server.url)
    pulled = annotate("pull", *words, "-o", "a.jsonl", "--json")
    assert (pulled.json["whole"], pulled.json["new"] + pulled.json["changed"]) == (True, 2)
    regions = [len(record.annotation.regions) for record in jsonl.read_records(project / "a.jsonl")]
    assert regions == [len(meeting().annotation.regions)] * 2


def test_answers_dated_before_the_last_pull_are_shown_by_status_and_pulled(
    annotate: Annotate, project: Path, server: Server, studio: Studio, pushed: int
) -> None:
    earlier = (datetime.now(UTC) - timedelta(minutes=10)).strftime("%Y-%m-%d %H:%M:%S.%f")
    some = tasks(studio, pushed)[8:13]
    for task in some:
        submit(studio, task)
        server.execute("UPDATE task SET updated_at = %s WHERE id = %s", earlier, task["id"])
    server_now = annotate("status", "--json").json["server"]
    assert (server_now["changed"], server_now["dated_back"]) == (5, 5)
    shown = " ".join(annotate("status").out.split())
    assert "5 tasks changed" in shown
    assert "The server's clock was set back" in shown
    pulled = annotate("pull", "--json", "-o", "a.jsonl")
    assert (pulled.json["new"], pulled.json["dated_back"], pulled.json["written"]) == (5, 5, 7)
    assert "clock was set back: 5 changed tasks" in pulled.err
    (one,) = studio.get(f"/api/tasks/{some[0]['id']}/annotations/")
    studio.patch(f"/api/annotations/{one['id']}/", {"result": []})
    another = earlier[:-1] + ("8" if earlier.endswith("9") else "9")
    server.execute("UPDATE task SET updated_at = %s WHERE id = %s", another, some[0]["id"])
    assert annotate("pull", "--compare", "--json").json["changed"] == 1
    assert "Nothing changed in Label Studio since" in annotate("status").out
