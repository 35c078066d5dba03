"""A push that was stopped, refused or cut off: nothing is lost, duplicated or shown too early."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest

from annotate.core import jsonl
from annotate.core.annotation import Status
from annotate.core.errors import StudioError
from annotate.studio.api.client import Studio
from annotate.studio.api.refusals import TransientError
from annotate.studio.push import chunks
from annotate.studio.push.finish import Finish
from annotate.studio.push.server_tasks import ServerTasks
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.plan import Plan
from tests.builders import meeting
from tests.conftest import Server
from tests.loop.campaign import Campaign, shown, versions

pytestmark = pytest.mark.studio
LOCKED_S = 7.0  # longer than Label Studio waits for its database


def test_a_lost_answer_makes_no_second_prediction(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"a{index}" for index in range(5)]
    campaign.push(*(meeting(name, author="m1") for name in names))
    really = Studio.import_predictions
    calls: list[int] = []

    def lose(studio: Studio, project_id: int, body: bytes) -> Any:
        sent = json.loads(body)
        calls.append(len(sent))
        if len(calls) == 1:  # half of it arrives, and the answer is lost
            really(studio, project_id, json.dumps(sent[:2]).encode())
            raise TransientError("the connection broke")
        return really(studio, project_id, body)

    monkeypatch.setattr(Studio, "import_predictions", lose)
    monkeypatch.setattr("annotate.studio.push.safe_send._SHORTEST_GRACE_S", 0.1)
    campaign.push(*(meeting(name, author="m2") for name in names))
    assert calls == [5, 3]
    assert all(found == ["m1", "m2"] for found in versions(campaign).values())


def test_a_call_repeated_while_it_was_still_running_leaves_one_prediction(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign.push(meeting("a1", author="m1"), meeting("a2", author="m1"))
    really = Studio.import_predictions
    calls: list[bytes] = []

    def late(studio: Studio, project_id: int, body: bytes) -> Any:
        calls.append(body)
        if len(calls) == 1:
            raise TransientError("cut")
        really(studio, project_id, calls[0])  # the first call ends only now
        return really(studio, project_id, body)

    monkeypatch.setattr(Studio, "import_predictions", late)
    monkeypatch.setattr("annotate.studio.push.safe_send._SHORTEST_GRACE_S", 0.1)
    campaign.push(meeting("a1", author="m2"), meeting("a2", author="m2"))
    assert all(found == ["m1", "m2"] for found in versions(campaign).values())


def test_an_import_repeated_while_it_was_still_running_leaves_one_task(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = Studio.import_tasks
    calls: list[bytes] = []

    def late(studio: Studio, project_id: int, body: bytes) -> Any:
        calls.append(body)
        if len(calls) == 1:
            raise TransientError("cut")
        really(studio, project_id, calls[0])
        return really(studio, project_id, body)

    monkeypatch.setattr(Studio, "import_tasks", late)
    monkeypatch.setattr("annotate.studio.push.safe_send._SHORTEST_GRACE_S", 0.1)
    report = campaign.push(*(meeting(f"a{index}") for index in range(4)))
    assert sorted(task["data"]["article_id"] for task in campaign.tasks()) == ["a0", "a1", "a2", "a3"]
    assert len(report.removed) == 4
    assert report.duplicates == {}


def test_after_a_stopped_push_an_equal_number_of_tasks_proves_nothing(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(held: ServerTasks, total: int) -> None:
        raise KeyboardInterrupt

    wanted = [meeting("a1"), meeting("a2"), meeting("a3")]
    with monkeypatch.context() as patch:
        patch.setattr(ServerTasks, "keep", stopped)
        with pytest.raises(KeyboardInterrupt):
            campaign.push(*wanted)
    campaign.studio.delete_task(campaign.task("a1")["id"])
    foreign = [{"data": {"text": "Quelqu'un d'autre.", "header": ""}}]
    campaign.studio.import_tasks(campaign.project_id, json.dumps(foreign).encode())
    report = campaign.push(*wanted)
    assert (report.added, report.same) == (1, 2)
    assert campaign.task("a1")


def test_suggestions_not_stored_as_they_were_sent_are_not_shown(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign.push(meeting("a1", author="m1"), meeting("a2", author="m1"))
    really = Studio.import_predictions

    def one_region_less(studio: Studio, project_id: int, body: bytes) -> Any:
        predictions = json.loads(body)
        predictions[0]["result"].pop()
        return really(studio, project_id, json.dumps(predictions).encode())

    monkeypatch.setattr(Studio, "import_predictions", one_region_less)
    with pytest.raises(StudioError, match="not stored as it was sent"):
        campaign.push(meeting("a1", author="m2"), meeting("a2", author="m2"))
    assert shown(campaign) == "m1"


def test_a_failed_check_is_repeated_by_the_next_push(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = Studio.import_tasks

    def another_text(studio: Studio, project_id: int, body: bytes) -> Any:
        tasks = json.loads(body)
        tasks[0]["data"]["text"] += "!"
        return really(studio, project_id, json.dumps(tasks).encode())

    wanted = [meeting("a1"), meeting("a2")]
    with monkeypatch.context() as patch:
        patch.setattr(Studio, "import_tasks", another_text)
        with pytest.raises(StudioError, match="not stored as it was sent"):
            campaign.push(*wanted)
    with pytest.raises(StudioError, match="not stored as it was sent"):
        campaign.push(*wanted)
    for task in campaign.tasks():
        campaign.studio.delete_task(task["id"])
    assert campaign.push(*wanted).verified == 2
    assert campaign.push(*wanted).verified == 0, "looked at once"


@pytest.mark.parametrize("mirror", ["kept", "deleted", "of an earlier version"])
def test_suggestions_of_a_push_stopped_at_its_end_are_shown_by_the_next(
    campaign: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mirror: str
) -> None:
    file = tmp_path / "s.jsonl"
    for version in ("m1", "m2"):
        jsonl.write(file, [meeting("a1", author=version), meeting("a2", author=version)])
        with monkeypatch.context() as patch:
            if version == "m2":
                patch.setattr(Finish, "run", _interrupted)
            with pytest.raises(KeyboardInterrupt) if version == "m2" else nullcontext():
                campaign.push_lines(jsonl.read_raw_records(file))
    assert shown(campaign) == "m1"
    if mirror == "deleted":
        new_mirror(campaign)
    elif mirror == "of an earlier version":  # which kept in it what was unfinished
        campaign.mirror.set_settings(unfinished=campaign.plan.setting("unfinished"))
        campaign.plan.set_setting("unfinished", None)
    report = campaign.push_lines(jsonl.read_raw_records(file))
    assert (report.same, report.verified, report.made_current, shown(campaign)) == (2, 2, "m2", "m2")
    assert campaign.push_lines(jsonl.read_raw_records(file)).made_current is None


def new_mirror(campaign: Campaign) -> None:
    """Deletes the mirror, which is allowed at any time."""
    campaign.mirror.close()
    for part in campaign.folder.glob("mirror.sqlite*"):
        part.unlink()
    campaign.mirror = Mirror(campaign.folder / "mirror.sqlite")


def _interrupted(*given: Any, **named: Any) -> None:
    raise KeyboardInterrupt


def test_after_a_refused_call_no_other_is_sent(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    really = Studio.import_tasks
    calls: list[int] = []

    def second_refused(studio: Studio, project_id: int, body: bytes) -> Any:
        calls.append(len(body))
        if len(calls) == 2:
            raise StudioError("does not want this.", where=studio.url, remedy="Ask it.")
        return really(studio, project_id, body)

    monkeypatch.setattr(chunks, "CHUNK_TASKS", 1)
    with monkeypatch.context() as patch:
        patch.setattr(Studio, "import_tasks", second_refused)
        with pytest.raises(StudioError, match="does not want this"):
            campaign.push(*(meeting(f"a{index}") for index in range(5)))
    assert (len(calls), len(campaign.tasks())) == (2, 1)
    assert campaign.push(*(meeting(f"a{index}") for index in range(5))).added == 4


def test_after_a_push_was_killed_the_next_finds_what_arrived(
    campaign: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "s.jsonl"
    jsonl.write(file, [meeting(f"a{index}") for index in range(5)])

    def killed(plan: Plan, sent: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Plan, "note_arrived", killed)
        with pytest.raises(KeyboardInterrupt):
            campaign.push_lines(jsonl.read_raw_records(file))
    campaign.studio._transport.stopped.clear()
    report = campaign.push_lines(jsonl.read_raw_records(file))
    assert (report.added, report.same) == (0, 5)
    assert len(campaign.tasks()) == 5


@contextmanager
def locked(server: Server, seconds: float) -> Iterator[None]:
    """Locks the server's database, as a long transaction does."""
    with closing(sqlite3.connect(server.database, timeout=30, check_same_thread=False)) as connection:
        connection.isolation_level = None
        connection.execute("BEGIN IMMEDIATE")
        release = threading.Timer(seconds, connection.execute, ("ROLLBACK",))
        release.start()
        try:
            yield
        finally:
            release.join()


def test_what_a_locked_server_drops_from_an_import_is_added(campaign: Campaign, server: Server) -> None:
    if server.postgres is not None:
        pytest.skip("Postgres locks no whole database")
    records = [meeting(f"a{index}", author="m1") for index in range(4)]
    submitted = [meeting(f"b{index}", status=Status.SUBMITTED) for index in range(3)]
    with during_the_first_import(locked(server, LOCKED_S)):
        report = campaign.push(*records, *submitted)
    assert report.completed == 7, "Label Studio took the tasks without what was on them"
    assert {name: found for name, found in versions(campaign).items() if name.startswith("a")} == {
        f"a{index}": ["m1"] for index in range(4)
    }
    annotated = [task for task in campaign.tasks() if task["data"]["article_id"].startswith("b")]
    assert [len(task["annotations"]) for task in annotated] == [1, 1, 1]
    assert len(campaign.tasks()) == 7
    assert campaign.push(*records, *submitted).same == 7


@contextmanager
def during_the_first_import(around: AbstractContextManager[None]) -> Iterator[None]:
    """Runs the first import inside ``around``."""
    really = Studio.import_tasks
    calls: list[int] = []

    def importing(studio: Studio, project_id: int, body: bytes) -> Any:
        calls.append(len(body))
        with around if len(calls) == 1 else nullcontext():
            return really(studio, project_id, body)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Studio, "import_tasks", importing)
        yield


@pytest.mark.parametrize("is_deleted", [False, True], ids=["with its mirror", "without its mirror"])
def test_predictions_that_arrive_twice_after_a_push_are_removed_by_the_next(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch, is_deleted: bool
) -> None:
    campaign.push(meeting("a1", author="m1"))
    really = Studio.import_predictions
    bodies: list[bytes] = []

    def cut(studio: Studio, project_id: int, body: bytes) -> Any:
        bodies.append(body)
        if len(bodies) == 1:
            raise TransientError("cut")
        return really(studio, project_id, body)

    monkeypatch.setattr(Studio, "import_predictions", cut)
    monkeypatch.setattr("annotate.studio.push.safe_send._SHORTEST_GRACE_S", 0.1)
    campaign.push(meeting("a1", author="m2"))
    really(campaign.studio, campaign.project_id, bodies[0])  # the first call ends only now
    assert versions(campaign) == {"a1": ["m1", "m2", "m2"]}
    if is_deleted:
        new_mirror(campaign)
    campaign.push(meeting("a1", author="m2"))
    assert versions(campaign) == {"a1": ["m1", "m2"]}
