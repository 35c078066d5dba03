"""What is forgotten is recognised by hashes that hold neither ids nor names, under every change of form."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.core.annotation import Provenance, Status
from annotate.core.errors import ConfigError
from annotate.core.record import Record
from annotate.studio.api.listed_account import ListedAccount
from annotate.studio.store.forgotten import FORGOTTEN_FILE, Forgotten
from annotate.studio.store.forgotten_content import TaskFilter, known_record
from annotate.studio.store.forgotten_in_plan import forget_in_plan
from annotate.studio.store.plan import QUEUE, SENT_AGAIN, UNFINISHED, Plan
from annotate.studio.store.revisions import Revision
from tests.builders import TEXT, annotation, article, entity, meeting

ANA = "ana@example.org"


@pytest.fixture
def forgotten(tmp_path: Path) -> Forgotten:
    return Forgotten(tmp_path / FORGOTTEN_FILE)


def test_an_article_is_known_by_its_id_and_by_each_of_its_texts(forgotten: Forgotten) -> None:
    assert not forgotten
    forgotten.add_article("a1", [article(TEXT).digest])
    forgotten.add_article("a1", [article("Un autre texte.").digest])
    again = Forgotten(forgotten.path)
    assert (again.articles, bool(again)) == (1, True)
    assert again.has("a1")
    for text in (TEXT, "Un autre texte."):
        assert again.has("another", article(text).digest)
        assert again.has_task({"body": {"deep": text.replace("\n", "\r\n")}})
    assert not again.has("a2", article("Rien.").digest)
    assert not again.has_task({"text": "Rien.", "article_id": "a2", "odd": "\ud800"})
    assert again.allow_article("a1") and not again.allow_article("a1")
    assert not Forgotten(forgotten.path)


@settings(max_examples=20)
@given(name=st.text(min_size=1), other=st.text(min_size=1))
def test_the_file_is_private_and_holds_no_name(
    tmp_path_factory: pytest.TempPathFactory, name: str, other: str
) -> None:
    forgotten = Forgotten(tmp_path_factory.mktemp("f") / FORGOTTEN_FILE)
    forgotten.add_article(f"id of {name!a}", [])
    assert forgotten.path.stat().st_mode & 0o777 == 0o600
    assert ascii(name) not in forgotten.path.read_text()
    assert forgotten.has(f"id of {other!a}") == (name == other)


def test_two_campaigns_have_other_hashes_and_a_backup_adds_its_own(tmp_path: Path) -> None:
    one, two = Forgotten(tmp_path / "one.json"), Forgotten(tmp_path / "two.json")
    for forgotten in (one, two):
        forgotten.add_article("a1", [])
    first, second = (json.loads(forgotten.path.read_text())["salted"][0] for forgotten in (one, two))
    assert first["salt"] != second["salt"] and first["articles"] != second["articles"]
    two.add_article("a2", [])
    for _ in range(2):
        one.add_all(json.loads(two.path.read_text()))
        assert Forgotten(one.path).has("a2") and one.articles == 3
    assert one.allow_article("a1") and not one.has("a1")


@pytest.mark.parametrize("content", ["", "[]", '{"format": 2}', '{"salted": [{"salt": "00"}]}'])
def test_a_file_that_cannot_be_read_stops_every_command(forgotten: Forgotten, content: str) -> None:
    forgotten.path.write_text(content)
    with pytest.raises(ConfigError, match="which articles and annotators are forgotten"):
        Plan(forgotten.path.with_name("plan.sqlite"))


def test_a_person_is_known_by_address_and_account_and_has_one_pseudonym(forgotten: Forgotten) -> None:
    forgotten.add_annotator([ANA], [(7, "2024-01-01")], "annotator-3", without_answers=False)
    assert forgotten.pseudonym("ANA@Example.org") == "annotator-3"
    for listed in (ListedAccount(9, ANA), ListedAccount(7, None, "2024-01-01")):
        person = forgotten.account(listed)
        assert person is not None and person.pseudonym == "annotator-3"
    assert forgotten.account(ListedAccount(7, None, "2025-01-01")) is None, "the id is another person's now"
    assert forgotten.person("ben@example.org") is None
    forgotten.add_annotator([ANA], [], "annotator-9", without_answers=True)
    assert (forgotten.annotators, [*forgotten.pseudonyms()]) == (1, ["annotator-3"])
    person = forgotten.person("annotator-3")
    assert person is not None and person.without_answers
    assert forgotten.allow_annotator("annotator-3") and not forgotten


def test_tasks_lose_forgotten_articles_people_and_answers(forgotten: Forgotten) -> None:
    forgotten.add_article("a1", [])
    forgotten.add_annotator([ANA], [], "annotator-1", without_answers=False)
    forgotten.add_annotator(["ben@example.org"], [], "annotator-2", without_answers=True)
    only = TaskFilter(forgotten, [ListedAccount(1, ANA), ListedAccount(2, "ben@example.org")])
    bodies = [{"id": 11, "completed_by": 1, "updated_by": {"id": 2}}, {"id": 12, "completed_by": 2}]
    task = {"id": 5, "data": {"text": "x"}, "annotations": bodies, "drafts": [{"id": 1, "user": ANA}]}
    kept = only.stored(task)["annotations"]
    assert kept[0] == {"id": 11, "completed_by": "annotator-1", "updated_by": "annotator-2"}
    assert kept[1] == {"id": 12, "was_cancelled": False, "annotate_forgotten": True}
    reduced = only.reduced(task)
    assert reduced is not None and [body["id"] for body in reduced["annotations"]] == [11]
    assert reduced["drafts"] == [{"id": 1, "user": "annotator-1"}]
    gone = {**task, "data": {"article_id": "a1", "text": "x"}}
    assert only.reduced(gone) is None
    assert only.stored(gone)["data"] == {"annotate_forgotten": True}


def test_records_of_a_file_lose_the_same(forgotten: Forgotten) -> None:
    forgotten.add_article("a1", [])
    forgotten.add_annotator([ANA], [], "annotator-1", without_answers=False)
    forgotten.add_annotator(["ben@example.org"], [], "annotator-2", without_answers=True)
    assert known_record(meeting("a1"), forgotten) is None
    assert known_record(meeting("a2"), forgotten) == meeting("a2")
    assert known_record(meeting("a2", author="ben@example.org", status=Status.SUBMITTED), forgotten) is None
    source = article(TEXT, id="a3")
    seen = entity(TEXT, "Hanoï", "LOC", provenance=(Provenance(source=ANA), Provenance(source="rules@1")))
    made = annotation(source, (seen,), author=ANA, status=Status.SUBMITTED, rewritten_by="ben@example.org")
    known = known_record(Record.of(source, made), forgotten)
    assert known is not None
    assert (known.annotation.author, known.annotation.rewritten_by) == ("annotator-1", "annotator-2")
    assert [one.source for one in known.annotation.entities[0].provenance] == ["annotator-1", "rules@1"]
    assert known.annotation.entities[0].start == seen.start


def test_no_table_of_a_plan_keeps_an_article(forgotten: Forgotten) -> None:
    path = forgotten.path.with_name("plan.sqlite")
    secret = Record.of(
        article("Ouroboros est venu.", id="secret-1"), annotation(article("Ouroboros est venu."))
    )
    with closing(Plan(path)) as plan:
        plan.add([meeting("kept"), secret], lines=["l1", "l2"])
        (key,) = plan._db.execute("SELECT task_key FROM tasks WHERE article_id = 'secret-1'").fetchone()
        plan.revisions.add([Revision(key, "newer"), Revision("older", key)])
        plan.set_setting(UNFINISHED, {"versions": ["m1"], "sample": {"5": [key, "m1"], "6": ["k", "m1"]}})
        plan.set_setting(SENT_AGAIN, {"keys": [key, "k"], "predictions": {}})
        plan.set_setting(QUEUE, {"order": "errors", "scores": {key: 0.1, "k": 0.2}})
        plan._db.execute(
            "INSERT INTO removed_answers VALUES"
            " (1, 't', ?, 'secret-1', 1, 1, 'x', 0, NULL, NULL, NULL, 1, 1)",
            (key,),
        )
        forgotten.add_article("secret-1", [secret.article.digest])
        for _ in range(2):  # as after a stop
            forget_in_plan(path, forgotten)
            content = b"".join(one.read_bytes() for one in path.parent.glob("plan.sqlite*"))
            assert not [word for word in (b"secret-1", b"Ouroboros", key.encode()) if word in content]
        assert [article for article, _ in plan.articles()] == ["kept"]
        assert plan.setting(UNFINISHED) == {"versions": ["m1"], "sample": {"6": ["k", "m1"]}}
        assert plan.setting(QUEUE) == {"order": "errors", "scores": {"k": 0.2}}
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
