"""'annotate lint' on the real server: who, the link to the task, and the view that annotators see."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest

from annotate.core import jsonl
from annotate.core.annotation import Status
from annotate.studio.api.client import Studio
from tests.campaign.test_lint import half_marked
from tests.commands import PROGRAM, Annotate
from tests.conftest import Server
from tests.loop.campaign import submit


def shown_by(annotator: Studio, view: int) -> list[int]:
    """The tasks that a view shows to an annotator."""
    page = annotator.get("/api/tasks/", view=view, page_size=100, fields="task_only", include="id")
    return [task["id"] for task in page["tasks"]]


def views_of(studio: Studio, project_id: int) -> dict[str, Any]:
    return {view["data"]["title"]: view for view in studio.get("/api/dm/views/", project=project_id)}


def test_findings_have_the_author_and_the_link_and_annotators_find_their_tasks_in_a_view(
    project: Path,
    annotate: Annotate,
    server: Server,
    studio: Studio,
    annotator: Studio,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ANNOTATE_TOKEN", server.token)
    with (project / "annotate.yaml").open("a") as file:
        file.write(f"studio:\n  url: {server.url}\n")
    suggested = [half_marked(f"a{index}", "m1", Status.SUGGESTED) for index in range(3)]
    jsonl.write(project / "suggestions.jsonl", suggested)
    pushed = annotate("push", "suggestions.jsonl", "--json")
    project_id = pushed.json["project"]
    tasks = {
        task["data"]["article_id"]: task
        for task in studio.tasks(project_id, fields="all", include="id,data,predictions")
    }
    odd = tasks["a0"]["predictions"][0]["result"]
    made = submit(annotator, tasks["a0"], result=odd)
    submit(annotator, tasks["a1"], result=[])
    assert annotate("lint").code == 2
    assert annotate("pull", "-o", "annotations.jsonl").code == 0

    ended = annotate("lint", "--json", "--view")
    assert ended.code == 1, ended
    (found,) = ended.json["articles"]
    assert found["link"] == f"{server.url}/projects/{project_id}/data?task={tasks['a0']['id']}"
    assert found["task"] == tasks["a0"]["id"]
    (finding,) = found["findings"]
    assert (finding["code"], finding["author"]) == ("unmarked-name", "annotator@tests.example.org")
    assert finding["annotation"] == made["id"]
    assert ended.json["annotations"] == 2
    in_file = annotate("lint", "--from", "annotations.jsonl", "--json").json
    assert in_file["counts"] == ended.json["counts"]

    views = views_of(annotator, project_id)
    assert list(views) == ["Default", "annotate lint"], "annotators keep the view of all tasks"
    view = views["annotate lint"]["id"]
    assert ended.json["view"] == {
        "title": "annotate lint",
        "tasks": 1,
        "outcome": "made",
        "address": f"{server.url}/projects/{project_id}/data?tab={view}",
    }
    assert shown_by(annotator, view) == [tasks["a0"]["id"]]

    # The data manager saves a view as it knows it: without what it does not know.
    known = ("title", "type", "target", "ordering", "filters")
    body = {name: value for name, value in views["annotate lint"]["data"].items() if name in known}
    annotator.patch(f"/api/dm/views/{view}/", {"project": project_id, "data": body})
    submit(annotator, tasks["a2"], result=tasks["a2"]["predictions"][0]["result"])
    assert annotate("pull").code == 0
    again = annotate("lint", "--view")
    assert f"Renewed the view 'annotate lint' with 2 tasks: {server.url}" in again.out
    assert shown_by(annotator, view) == [tasks["a0"]["id"], tasks["a2"]["id"]]

    # Options that choose leave the views of others alone.
    everybody = views_of(studio, project_id)["annotate lint"]
    none = annotate("lint", "--view", "--code", "two-roles")
    assert none.code == 0
    assert "No task has a finding that these options choose, so no view " in none.out
    assert "'annotate lint: two-roles' was made." in none.out
    of_one = ("lint", "--annotator", "annotator@tests.example.org", "--article", "a2")
    assert "Made the view 'annotate lint: annotator; a2' with 1 task" in annotate(*of_one, "--view").out
    assert "Made the view 'for Bo' with 1 task" in annotate(*of_one, "--view", "for Bo").out
    mine = views_of(studio, project_id)["for Bo"]
    for title in ("annotate lint", "for Bo"):
        for words in (("--code", "unmarked-name"), ("--code", "two-roles")):
            refused = annotate("lint", *words, "--view", title)
            assert refused.code == 2
            assert f"the view '{title}' has the findings of " in refused.err
            assert f"--view alone takes 'annotate lint: {words[1]}'" in refused.err
    assert "Renewed the view 'for Bo' with 1 task" in annotate(*of_one, "--view", "for Bo").out
    views = views_of(studio, project_id)
    assert list(views) == ["Default", "annotate lint", "annotate lint: annotator; a2", "for Bo"]
    assert (views["annotate lint"], views["for Bo"]) == (everybody, mine)

    # Nobody reads on: the view is renewed all the same, and the findings still fail.
    studio.delete(f"/api/dm/views/{everybody['id']}/")
    closed = subprocess.run(
        f"{shlex.join(PROGRAM)} lint --view | head -c 1; echo ${{PIPESTATUS[0]}} >&2",
        shell=True,
        executable="/bin/bash",
        capture_output=True,
        check=True,
        cwd=project,
        text=True,
    )
    assert closed.stderr.strip() == "1"
    assert "annotate lint" in views_of(studio, project_id)

    for one in ("a0", "a2"):
        task = annotator.get(f"/api/tasks/{tasks[one]['id']}/")
        annotator.patch(f"/api/annotations/{task['annotations'][0]['id']}/", {"result": []})
    assert annotate("pull").code == 0
    for title, options in {"annotate lint": (), "for Bo": of_one[1:]}.items():
        none = annotate("lint", "--view", title, *options)
        assert none.code == 0
        assert f"the view '{title}' was deleted" in none.out
    assert annotate(*of_one, "--view").code == 0
    assert list(views_of(studio, project_id)) == ["Default"]
    other = annotate("lint", "--view", "Default")
    assert other.code == 3
    assert "that annotate did not make" in other.err
    assert list(views_of(studio, project_id)) == ["Default"]
