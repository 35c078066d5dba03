"""What is forgotten does not come back through a release, also if both run at the same time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotate.core import jsonl
from annotate.core.annotation import Status
from annotate.core.locks import only_one, together
from annotate.core.record import Record
from annotate.gold.load import load_gold
from tests.builders import meeting
from tests.commands import Annotate, said

FROM = ("--from", "answers.jsonl")
ANA, BO = "ana@example.org", "bo@example.org"


def answer(article: str, author: str = ANA, **changes: object) -> Record:
    record = meeting(article, Status.SUBMITTED, author)
    return Record.of(record.article, record.annotation.with_(**changes))


@pytest.fixture
def answers(project: Path) -> Path:
    jsonl.write(project / "answers.jsonl", [answer(f"a{number}") for number in range(3)])
    return project


def test_a_release_and_a_forget_keep_each_other_away(annotate: Annotate, answers: Path) -> None:
    lock = answers / ".annotate" / "release.lock"
    with together(lock, "forget"):
        said(annotate("forget", "article", "a1", "--keep-on-server"), 2, "another release is running")
        assert annotate("release", "create", "x", *FROM).code == 0, "two releases may run at once"
    with only_one(lock, "forget"):
        said(annotate("release", "create", "y", *FROM), 2, "a forget is running")
    assert [path.name for path in (answers / "exports").iterdir()] == ["x-1.0.0"]


def test_a_forgotten_article_is_not_joined(annotate: Annotate, answers: Path) -> None:
    assert annotate("release", "create", "x", *FROM, "--no-text").code == 0
    articles = (record.article for record in jsonl.read_records(answers / "answers.jsonl"))
    jsonl.write(answers / "articles.jsonl", articles)
    forgotten = annotate("forget", "article", "a1", "--keep-on-server", "--even-if-unknown")
    assert forgotten.code == 0
    joined = annotate("release", "join", "exports/x-1.0.0", "articles.jsonl", "-o", "joined", "--json")
    assert joined.code == 4
    assert [(item["article"], item["why"]) for item in joined.json["not_joined"]] == [("a1", "forgotten")]
    assert {record.article.id: record.text is None for record in load_gold(answers / "joined")} == {
        "a0": False,
        "a1": True,
        "a2": False,
    }


def test_a_forgotten_person_does_not_come_back_in_any_field(annotate: Annotate, answers: Path) -> None:
    account = {"id": 4, "email": BO, "first_name": "Bo"}
    records = [
        answer("a0", BO),
        answer("a1", based_on=f"{BO}#12", lost={"no-longer-holds": (f"a region of {BO}",)}),
        answer("a2", completed_by=account, reviewer=f"Bo <{BO}>"),
    ]
    jsonl.write(answers / "answers.jsonl", records)
    forget = annotate("forget", "annotator", BO, "--keep-on-server", "--answers", "--even-if-unknown")
    assert forget.code == 0
    assert "Answers are by" not in forget.out
    made = annotate("release", "create", "x", *FROM)
    assert made.code == 0
    assert "1 article with an answer of a forgotten annotator, in 1 article" in made.err
    assert "a0: an answer of a forgotten annotator" in made.err
    assert "later version" not in made.err
    files = list((answers / "exports").rglob("*.jsonl"))
    kept = [*files, answers / ".annotate" / "pseudonyms.json"]
    assert files
    assert not [path for path in kept if BO in path.read_text() or "Bo" in path.read_text()]
    gold = {line["article"]["id"]: line["annotation"] for line in map(json.loads, files[0].open())}
    assert gold["a1"]["based_on"] == gold["a2"]["completed_by"] == gold["a2"]["reviewer"] == "annotator-1"
