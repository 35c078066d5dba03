"""`annotate status` for a campaign on the real server, once and with --watch."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import threading
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from annotate.core import jsonl
from annotate.core.record import Record
from annotate.studio.api.client import Studio
from annotate.studio.api.filters import moment_of
from tests.builders import annotation, article, meeting
from tests.commands import PROGRAM, Annotate, at_terminal, said, tree
from tests.conftest import Server
from tests.faults.proxy import trust
from tests.loop.campaign import submit

pytestmark = pytest.mark.studio
OWNER_AND_ANNOTATOR = 2


@dataclass(frozen=True)
class Pushed:
    """A project of seven articles (a0 to a6) on the server, after its first push."""

    folder: Path
    project_id: int
    annotate: Annotate
    owner: Studio
    annotator: Studio

    def push(self, *articles: str, version: str = "m1") -> None:
        jsonl.write(self.folder / "s.jsonl", [meeting(id, author=version) for id in articles])
        assert self.annotate("push", "s.jsonl").code == 0

    def pull(self) -> None:
        assert self.annotate("pull", "--drafts").code in (0, 4)  # 4: a task that is not ours is left out

    def status(self) -> Any:
        ended = self.annotate("status", "--json")
        assert (ended.code, ended.err) == (0, "")
        return ended.json

    def task(self, name: str) -> Any:
        listed = self.owner.tasks(self.project_id, fields="task_only", include="id,data")
        (found,) = [task for task in listed if task["data"]["article_id"] == name]
        return found


def use(project: Path, url: str) -> None:
    """Sets studio.url in annotate.yaml."""
    settings = (project / "annotate.yaml").read_text().partition("\nstudio:")[0]
    (project / "annotate.yaml").write_text(f"{settings}\nstudio:\n  url: {url}\n")


@pytest.fixture
def pushed(
    annotate: Annotate,
    project: Path,
    server: Server,
    studio: Studio,
    annotator: Studio,
    monkeypatch: pytest.MonkeyPatch,
) -> Pushed:
    monkeypatch.setenv("ANNOTATE_TOKEN", server.token)
    use(project, server.url)
    jsonl.write(project / "s.jsonl", [meeting(f"a{index}") for index in range(7)])
    made = annotate("push", "s.jsonl", "--json").json["project"]
    return Pushed(project, made, annotate, studio, annotator)


@pytest.fixture
def worked_on(pushed: Pushed) -> Pushed:
    """a0 submitted by both annotators, a1 empty, a2 skipped, a3 begun, a4 to a6 untouched; then pulled."""
    submit(pushed.annotator, pushed.task("a0"), lead_time=30)
    submit(pushed.owner, pushed.task("a0"), lead_time=200)
    submit(pushed.annotator, pushed.task("a1"), result=[], lead_time=50)
    submit(pushed.annotator, pushed.task("a2"), was_cancelled=True, lead_time=999)
    pushed.annotator.post(f"/api/tasks/{pushed.task('a3')['id']}/drafts", {"result": []})
    pushed.pull()
    return pushed


def test_what_people_did_is_counted_by_task_and_by_annotation(worked_on: Pushed) -> None:
    status = worked_on.status()
    assert (status["pushed"], status["pulled"], status["empty"]) == (7, True, 1)
    assert status["statuses"] == {"submitted": 3, "skipped": 1, "draft": 1}
    tasks = status["tasks"]
    assert [tasks[name] for name in ("submitted", "skipped", "draft", "untouched")] == [2, 1, 1, 3]
    assert (tasks["open"], tasks["on_server"], tasks["unread"], tasks["not_ours"]) == (3, 7, 0, 0)


def test_each_annotator_has_counts_and_lead_times_of_what_was_submitted(
    worked_on: Pushed, server: Server
) -> None:
    status = worked_on.status()
    work = {one["annotator"]: one for one in status["work"]}
    assert len(work) == OWNER_AND_ANNOTATOR
    other = work[server.annotator.email]
    assert (other["submitted"], other["skipped"], other["drafts"]) == (2, 1, 1)
    assert (other["median_lead_time_s"], other["total_lead_time_s"]) == (40, 80)
    (owner,) = [one for name, one in work.items() if name != server.annotator.email]
    assert (owner["submitted"], owner["skipped"], owner["drafts"], owner["median_lead_time_s"]) == (
        1,
        0,
        0,
        200,
    )
    assert status["annotators"] == {owner["annotator"]: 1, server.annotator.email: 2}


def test_days_are_those_of_the_local_clock(worked_on: Pushed, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = worked_on.owner.tasks(
        worked_on.project_id, fields="all", include="id,annotations,created_at,result"
    )
    made = [moment_of(one["created_at"]) for task in listed for one in task["annotations"]]
    days = {}
    for zone in ("Etc/GMT+12", "Etc/GMT-14"):  # 26 hours apart, so never on one day
        with monkeypatch.context() as patch:
            patch.setenv("TZ", zone)
            time.tzset()
            days[zone] = worked_on.status()["days"]
            assert {day["day"] for day in days[zone]} == {str(at.astimezone().date()) for at in made}
    time.tzset()
    assert days["Etc/GMT+12"][0]["day"] != days["Etc/GMT-14"][0]["day"]
    assert sum(day["submitted"] for day in days["Etc/GMT+12"]) == 3
    assert sum(day["skipped"] for day in days["Etc/GMT+12"]) == 1


def test_each_version_has_its_number_of_tasks_and_the_shown_one_is_marked(worked_on: Pushed) -> None:
    worked_on.push("a4", version="m2")
    assert worked_on.status()["versions"] == {"m1": 7, "m2": 1}
    assert re.search(r"m1 +7 +shown", worked_on.annotate("status").out)
    worked_on.push("a5", "a6", "a3", version="m2")  # now every open task has it
    status = worked_on.status()
    assert status["versions"] == {"m1": 7, "m2": 4}
    assert status["server"]["model_version"] == "m2"
    assert status["model_version"] == "m1", "as of the last pull"
    assert re.search(r"m2 +4 +shown", worked_on.annotate("status").out)
    worked_on.pull()
    assert worked_on.status()["model_version"] == "m2"


def test_a_replaced_task_is_no_longer_open(worked_on: Pushed) -> None:
    newer = [article("Un autre texte.", id=id) for id in ("a0", "a4")]
    jsonl.write(worked_on.folder / "s.jsonl", [Record.of(source, annotation(source)) for source in newer])
    assert worked_on.annotate("push", "s.jsonl", "--revise").code == 0
    worked_on.pull()
    tasks = worked_on.status()["tasks"]
    assert (tasks["replaced"], tasks["replaced_untouched"]) == (2, 1)
    assert (tasks["untouched"], tasks["open"]) == (5, 4)


def test_a_deleted_task_is_seen_before_the_pull_and_no_longer_counted_after_it(worked_on: Pushed) -> None:
    worked_on.owner.delete_task(worked_on.task("a0")["id"])
    before = worked_on.status()
    assert (before["server"]["tasks"], before["server"]["gone"], before["server"]["added"]) == (6, 1, 0)
    assert (before["statuses"]["submitted"], before["tasks"]["on_server"]) == (3, 7), "as of the last pull"
    worked_on.pull()
    after = worked_on.status()
    assert (after["server"]["gone"], after["tasks"]["on_server"]) == (0, 6)
    assert after["statuses"] == {"submitted": 1, "skipped": 1, "draft": 1}


def test_changes_since_the_last_pull_are_shown_and_nothing_is_pulled(worked_on: Pushed) -> None:
    quiet = worked_on.status()["server"]
    assert (quiet["changed"], quiet["added"], quiet["gone"], quiet["with_drafts"]) == (0, 0, 0, 1)
    assert "Nothing changed in Label Studio since" in worked_on.annotate("status").out
    before = rows(worked_on.folder)
    submit(worked_on.annotator, worked_on.task("a4"))
    submit(worked_on.annotator, worked_on.task("a5"), was_cancelled=True)
    body = b'[{"data": {"text": "made elsewhere", "header": ""}}]'
    worked_on.owner.import_tasks(worked_on.project_id, body)
    status = worked_on.status()
    assert (status["server"]["changed"], status["server"]["added"]) == (3, 1)
    assert status["statuses"] == {"submitted": 3, "skipped": 1, "draft": 1}, "as of the last pull"
    said_there = " ".join(worked_on.annotate("status").out.split())
    assert "3 tasks changed, 1 added, 0 deleted" in said_there
    assert rows(worked_on.folder) == before
    worked_on.pull()
    status = worked_on.status()
    assert (status["server"]["changed"], status["server"]["added"]) == (0, 0)
    assert (status["statuses"]["submitted"], status["tasks"]["not_ours"]) == (4, 1)


def rows(project: Path) -> list[tuple[Any, ...]]:
    """All rows of the mirror."""
    with closing(sqlite3.connect(project / ".annotate" / "mirror.sqlite")) as mirror:
        tables = ("meta", "tasks", "annotations")
        return [row for table in tables for row in mirror.execute(f"SELECT * FROM {table}")]


def test_without_a_server_one_line_says_so_and_the_mirror_is_shown(worked_on: Pushed) -> None:
    there = worked_on.status()
    use(worked_on.folder, "http://127.0.0.1:9")
    trust("http://127.0.0.1:9")
    ended = worked_on.annotate("status")
    assert (ended.code, ended.err) == (0, "")
    assert "Changes since then are unknown: Label Studio does not answer." in ended.out
    gone = worked_on.status()
    assert gone["server"] is None
    assert "does not answer" in gone["not_asked"]
    assert {**gone, "server": 0, "not_asked": 0} == {**there, "server": 0, "not_asked": 0}


def test_a_refused_token_is_reported_and_never_shown(
    worked_on: Pushed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATE_TOKEN", "0" * 40)
    ended = worked_on.annotate("status")
    assert ended.code == 0
    assert "refused the token" in ended.out
    assert "0" * 40 not in ended.out


def test_before_the_first_pull_only_the_push_and_the_server_are_shown(pushed: Pushed) -> None:
    out = " ".join(pushed.annotate("status").out.split())
    assert "Sent to Label Studio from here: 7 articles." in out
    assert "Nothing was pulled yet" in out
    assert "Label Studio has 7 tasks now, 0 tasks with a draft." in out
    assert pushed.status()["seen_until"] is None


def test_a_pipe_gets_plain_text_and_a_terminal_gets_bars_of_80_columns_at_most(worked_on: Pushed) -> None:
    words = [*PROGRAM, "status"]
    piped = subprocess.run(words, cwd=worked_on.folder, capture_output=True, text=True, check=True).stdout
    assert "2 submitted, 1 skipped, 1 draft, 3 open" in piped
    assert not set("\x1b█▓▒░") & set(piped)
    code, shown = at_terminal("status", cwd=worked_on.folder)
    assert code == 0, shown
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown)
    bar = next(line for line in plain.splitlines() if line.startswith("█"))
    cells = [bar.count(sign) for sign in "█▓▒░"]
    assert cells == [22, 11, 11, 33 + 1], "2, 1, 1 and 3 of 7 tasks; the largest takes the rest"
    assert str(datetime.now().year) in plain
    for text in (piped, plain):
        assert max(len(line) for line in text.splitlines()) <= 80


@pytest.mark.slow
def test_watching_asks_the_server_each_time_until_ctrl_c(worked_on: Pushed) -> None:
    def work() -> None:
        for name in ("a4", "a5", "a6"):
            submit(worked_on.annotator, worked_on.task(name))
            time.sleep(5)

    working = threading.Thread(target=work)
    working.start()
    code, shown = at_terminal(
        "status", "--watch", "2", cwd=worked_on.folder, interrupt_after="3 tasks changed"
    )
    working.join()
    assert code == 0, shown
    assert "Ctrl-C ends." in shown
    assert re.search("Nothing changed|1 task changed|2 tasks changed", shown), "and less before that"
    assert "Traceback" not in shown
    assert "Interrupted" not in shown
    assert "\x1b[?25h" in shown.rpartition("\x1b[?25l")[2], "the cursor is back"


def test_watching_needs_a_terminal_and_two_seconds_at_least(annotate: Annotate, project: Path) -> None:
    before = tree(project)
    said(annotate("status", "--watch"), 2, "--watch", "terminal")
    said(annotate("status", "--watch", "--json"), 2, "--watch", "terminal")
    said(annotate("status", "--watch", "1"), 2, "1.0", ">=2")
    assert tree(project) == before
