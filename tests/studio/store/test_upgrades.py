"""Plans and mirrors of every older schema version open with all their content."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from annotate.core.errors import ConfigError
from annotate.studio.codec.tasks import Purpose, task_key
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.originals import Original
from annotate.studio.store.plan import Plan, ProjectLink
from annotate.studio.store.revisions import Revision
from tests.builders import meeting
from tests.studio.store import former

OLD, NEW = meeting("a1", author="m1"), meeting("a1", author="m2")
KEY = task_key("a1", OLD.article.digest)
SENT = [(KEY, "m1")]


@pytest.mark.parametrize("version", former.PLANS)
def test_a_plan_of_an_older_version_has_the_tables_of_todays(tmp_path: Path, version: int) -> None:
    former.make_plan(tmp_path / "old.sqlite", version)
    for name in ("old.sqlite", "new.sqlite"):
        Plan(tmp_path / name).close()
    assert former.tables(tmp_path / "old.sqlite") == former.tables(tmp_path / "new.sqlite")


@pytest.mark.parametrize("version", former.PLANS)
def test_a_plan_of_an_older_version_keeps_what_was_sent_and_takes_more(tmp_path: Path, version: int) -> None:
    path = tmp_path / "plan.sqlite"
    former.make_plan(path, version, OLD, NEW)
    for _ in range(2):  # the second time it is up to date
        plan = Plan(path)
        assert plan.link == ProjectLink("http://studio.test", 7, "2024-01-01T00:00:00Z")
        assert plan.article(KEY) == OLD.article
        assert plan.purpose(KEY) is Purpose.ORDINARY
        assert [sent.author for sent in plan.sent(KEY)] == ["m2", "m1"]
        assert plan.sent(KEY)[1] == OLD.annotation
        assert (plan.count(), plan.count_articles()) == (1, 1)
        plan.close()
    plan = Plan(path)
    assert not plan.has_arrived(KEY, "m1")
    plan.note_arrived(SENT)
    assert plan.arrived("m1") == {KEY}
    plan.revisions.add([Revision(KEY, "other")])
    assert plan.revisions.is_replaced(KEY)
    plan.originals.replace([("task", 4, Original(None, None, former_id=2))])
    assert plan.originals.find("task", 4) == Original(None, None, former_id=2)
    plan.close()


@pytest.mark.parametrize("version", former.MIRRORS)
def test_a_mirror_of_an_older_version_has_the_tables_of_todays(tmp_path: Path, version: int) -> None:
    former.make_mirror(tmp_path / "old.sqlite", version)
    for name in ("old.sqlite", "new.sqlite"):
        Mirror(tmp_path / name).close()
    assert former.tables(tmp_path / "old.sqlite") == former.tables(tmp_path / "new.sqlite")


@pytest.mark.parametrize("version", former.MIRRORS)
def test_a_mirror_of_an_older_version_keeps_its_tasks_and_their_history(tmp_path: Path, version: int) -> None:
    path = tmp_path / "mirror.sqlite"
    former.make_mirror(path, version)
    mirror = Mirror(path)
    (task,) = mirror.tasks()
    assert (task.task_id, task.task_key, task.data["text"]) == (4, "k4", "x")
    assert task.annotations == [{"id": 30, "result": [{"id": "e1"}]}]
    assert mirror.setting("cursor") == "2024-01-01T00:00:00Z"
    assert mirror.index.keys_of("a4") == ["k4"]
    assert mirror.index.ids("k9") == []
    changes = mirror.update([{"id": 4, "data": task.data, "annotations": []}])
    assert (changes.tasks, changes.gone) == (0, 1)
    mirror.close()
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT COUNT(*) FROM annotations").fetchone() == (2,)


@pytest.mark.parametrize("kind", [Plan, Mirror])
def test_a_file_of_a_later_version_is_refused_and_left_alone(
    tmp_path: Path, kind: type[Plan] | type[Mirror]
) -> None:
    path = tmp_path / "file.sqlite"
    kind(path).close()
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 99")
    before = former.tables(path)
    with pytest.raises(ConfigError, match="schema 99"):
        kind(path)
    assert former.tables(path) == before


@pytest.mark.parametrize("kind", [Plan, Mirror])
def test_a_damaged_file_is_reported_with_a_remedy(tmp_path: Path, kind: type[Plan] | type[Mirror]) -> None:
    path = tmp_path / "file.sqlite"
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(ConfigError, match="is damaged") as refused:
        kind(path)
    assert ("restore" in str(refused.value)) == (kind is Plan)
    assert ("rebuilt" in str(refused.value)) == (kind is Mirror)
