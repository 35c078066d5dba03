"""Tasks imported a second time by hand: named with their annotators, settled on request after a backup."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest

from annotate.core import jsonl
from annotate.studio.api.client import Studio
from annotate.studio.api.refusals import TransientError
from tests.builders import meeting
from tests.commands import Annotate
from tests.conftest import Server
from tests.loop.campaign import Campaign, submit
from tests.loop.test_status import use

pytestmark = pytest.mark.studio
NAMES = ("open", "same", "two", "mine", "skipped")


def import_again(studio: Studio, project_id: int, kind: str = "JSON") -> None:
    """Imports Label Studio's own export of the whole project into the project."""
    url = f"/api/projects/{project_id}/export"
    exported = studio.get(url, exportType=kind, download_all_tasks="true")
    # It answers 500, because its export has only the ids of predictions, and keeps the tasks nevertheless.
    with suppress(TransientError):
        studio.import_tasks(project_id, json.dumps(exported).encode())


def on_server(studio: Studio, project_id: int) -> dict[str, list[list[tuple[int, int]]]]:
    """For each article the answers on its tasks, as pairs of account and number of regions."""
    include = "id,data,annotations,completed_by,result"
    found: dict[str, list[list[tuple[int, int]]]] = {}
    for task in studio.tasks(project_id, fields="all", include=include):
        answers = [(item["completed_by"], len(item["result"])) for item in task["annotations"]]
        found.setdefault(task["data"]["article_id"], []).append(sorted(answers))
    return found


def test_an_export_imported_again_is_named_and_settled_after_a_backup(
    annotate: Annotate,
    project: Path,
    server: Server,
    studio: Studio,
    annotator: Studio,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ANNOTATE_TOKEN", server.token)
    use(project, server.url)
    jsonl.write(project / "s.jsonl", [meeting(name) for name in NAMES])
    number = annotate("push", "s.jsonl", "--json").json["project"]
    listed = list(studio.tasks(number, fields="task_only", include="id,data"))
    task = {item["data"]["article_id"]: item for item in listed}
    for name in ("same", "two", "mine"):
        submit(annotator, task[name])
    submit(annotator, task["skipped"], was_cancelled=True)
    import_again(studio, number)
    listed = list(studio.tasks(number, fields="task_only", include="id,data"))
    copy = {item["data"]["article_id"]: item for item in listed}
    # Work goes on: somebody else answers a copy, and the annotator answers one in another way.
    submit(studio, copy["two"], result=[])
    submit(annotator, copy["mine"], result=[])
    before = on_server(studio, number)
    lead, me = studio.whoami()["id"], annotator.whoami()["id"]

    assert annotate("pull", "--json").json["new"] == 10
    named = annotate("push", "s.jsonl", "--json")
    assert (named.code, named.json["added"], named.json["removed"]) == (0, 0, [])
    found = {item["article"]: item for item in named.json["duplicates"]}
    assert sorted(found) == sorted(NAMES)
    first, second = found["same"]["tasks"]
    assert (first["id"], second["id"]) == (task["same"]["id"], copy["same"]["id"])
    assert first["submitted"] == second["submitted"] == ["annotator@tests.example.org"]
    assert first["url"].endswith(f"/projects/{number}/data?task={first['id']}")
    assert found["mine"]["differing"] == ["annotator@tests.example.org"]

    planned = annotate("push", "s.jsonl", "--dry-run", "--remove-duplicates")
    assert planned.code == 0
    assert "would remove 3 duplicate tasks" in planned.err
    assert on_server(studio, number) == before, "a dry run changes nothing"
    assert not list((project / "backups").glob("*")), "and makes no backup"

    done = annotate("push", "s.jsonl", "--remove-twins", "--json")  # the option's former name
    assert done.code == 0
    assert len(done.json["removed"]) == 3
    assert [Path(done.json["backup"])] == list((project / "backups").glob("before-remove-duplicates-*.zip"))
    after = on_server(studio, number)
    answer = (me, before["same"][0][0][1])
    assert after["open"] == [[]]
    assert after["same"] == [[answer]]
    assert after["skipped"] == [[answer]]
    assert sorted(after["two"]) == sorted([[answer], [(lead, 0)]]), "two persons' answers stay"
    assert sorted(after["mine"]) == sorted([[answer], [(me, 0)]]), "so do two of one person"
    removed = {item["article_id"]: item for item in done.json["removed_answers"]}
    assert sorted(removed) == ["mine", "same", "skipped", "two"]
    assert removed["same"]["author"] == "annotator@tests.example.org"
    assert removed["same"]["created_at"]
    assert {item["article"] for item in done.json["duplicates"]} == {"two", "mine"}
    again = annotate("push", "s.jsonl", "--remove-duplicates")
    assert "Wrote a backup" not in again.err, "nothing is left to remove"
    assert "article mine: annotator@tests.example.org" in again.err

    # All that people said is in the pull; only the person who contradicts himself is held back.
    now = annotate("pull", "-o", "a.jsonl", "--json")
    assert (now.code, now.json["gone"], now.json["kinds"]) == (0, 4, {"deleted": 4})
    assert {(item["article"], item["task"]) for item in now.json["findings"]} == {
        (item["article_id"], item["task_id"]) for item in removed.values()
    }
    assert all("removed with --remove-duplicates" in item["what"] for item in now.json["findings"])
    pulled = [
        (record.article.id, record.annotation.author) for record in jsonl.read_records(project / "a.jsonl")
    ]
    assert len(pulled) == len(set(pulled)) + 1 == 6

    studio.delete_task(task["same"]["id"])
    later = annotate("pull", "--problems", "p.jsonl")
    assert "1 gone" in later.out
    words = "article same: the annotation of annotator@tests.example.org was deleted in Label Studio"
    assert f"{words}, with its task" in " ".join(later.err.split())
    assert json.loads((project / "p.jsonl").read_text())["kind"] == "deleted"
    assert "0 gone" in annotate("pull").out
    left_out = annotate("release", "create", "r", "--json").json["error"]["left_out"]
    assert {item["article"]: item["code"] for item in left_out}["same"] == "deleted"


@pytest.mark.slow
def test_a_flat_export_imported_again_is_recognised(campaign: Campaign, annotator: Studio) -> None:
    campaign.push(meeting("a1"), meeting("a2"))
    submit(annotator, campaign.task("a1"))
    import_again(campaign.studio, campaign.project_id, "JSON_MIN")
    assert "annotation_id" in campaign.tasks()[-2]["data"] or "annotation_id" in campaign.tasks()[-1]["data"]
    report = campaign.push(meeting("a1"), meeting("a2"), remove_duplicates=True)
    assert (len(report.removed), report.duplicates) == (2, {})
    assert len(campaign.task("a1")["annotations"]) == 1


def test_nothing_is_removed_without_the_backup_or_once_somebody_answers(
    campaign: Campaign, annotator: Studio
) -> None:
    campaign.push(meeting("a1"))
    import_again(campaign.studio, campaign.project_id)
    first, second = campaign.tasks()

    def fails() -> Path:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        campaign.push(meeting("a1"), remove_duplicates=True, backup=fails)
    assert len(campaign.tasks()) == 2

    def somebody_answers_meanwhile() -> Path:
        submit(annotator, second)
        return Path("backup.zip")

    report = campaign.push(meeting("a1"), remove_duplicates=True, backup=somebody_answers_meanwhile)
    assert (report.removed, report.backup) == ([first["id"]], "backup.zip")
    (left,) = campaign.tasks()
    assert (left["id"], len(left["annotations"])) == (second["id"], 1)


def test_a_task_imported_without_its_key_is_a_duplicate(campaign: Campaign, annotator: Studio) -> None:
    campaign.push(meeting("a1"), meeting("a2"))
    text = meeting("a1").article.text
    made = [{"text": text, "article_id": "a1"}, {"text": text, "article_id": "a2", "task_key": "z" * 32}]
    body = json.dumps([{"data": {"header": "", **data}} for data in made]).encode()
    campaign.studio.import_tasks(campaign.project_id, body)
    report = campaign.push(meeting("a1"), meeting("a2"))
    assert (report.added, sorted(report.duplicates)) == (0, ["a1", "a2"])
    assert len(campaign.push(meeting("a1"), meeting("a2"), remove_duplicates=True).removed) == 2
    assert [task["data"]["article_id"] for task in campaign.tasks()] == ["a1", "a2"]
    assert all(len(task["data"]["task_key"]) == 32 for task in campaign.tasks()), "the pushed ones stay"
    assert campaign.update().tasks == 2
