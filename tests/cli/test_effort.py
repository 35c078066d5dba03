"""`annotate effort` with files: tables that fit, too-fast submissions, what cannot be compared, and CSV."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from annotate.core import jsonl
from annotate.core.annotation import Annotation, Provenance, Status
from annotate.core.record import Record
from annotate.evaluate.effort.pace import GESTURE_S, READING_SPEED, least_seconds
from annotate.evaluate.gestures import GESTURES, Job
from tests.builders import TEXT, entity, meeting
from tests.commands import Annotate

DAY = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)


def suggested(name: str, *, version: str = "m1") -> Record:
    record = meeting(name, author=version)
    said = (Provenance(source="spacy@1"), Provenance(source="persons@2"))
    entities = tuple(one.with_(provenance=said[:1] if one.id == "e3" else said) for one in record.entities)
    return record.with_(
        article=record.article.with_(source="AFP" if name < "b" else None),
        annotation=record.annotation.with_(entities=entities),
    )


A1 = suggested("a1").annotation


def submitted(of: Record, author: str = "kim", seconds: float | None = 60, **fields: Any) -> Record:
    made: dict[str, Any] = {
        "author": author,
        "status": Status.SUBMITTED,
        "based_on": of.annotation.author,
        "lead_time_s": seconds,
        "created_at": DAY,
    }
    return of.with_(annotation=of.annotation.with_(**{**made, **fields}))


def without(annotation: Annotation, id: str) -> dict[str, Any]:
    """The entities and events without one mention and its arguments."""
    return {
        "entities": tuple(one for one in annotation.entities if one.id != id),
        "events": tuple(
            one.with_(arguments=tuple(a for a in one.arguments if a.entity != id))
            for one in annotation.events
        ),
    }


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two articles of version m1 and one of m2; a2 was read by two people."""
    monkeypatch.chdir(tmp_path)
    a1, a2, b1 = suggested("a1"), suggested("a2"), suggested("b1", version="m2")
    jsonl.write(tmp_path / "s1.jsonl", [a1, a2])
    jsonl.write(tmp_path / "s2.jsonl", [b1])
    added = entity(TEXT, "Le", "ORG", "new")
    answers = [
        submitted(a1, **without(a1.annotation, "e3")),
        submitted(a2, seconds=0.4),
        submitted(a2, "lee", 20, entities=(*a2.entities, added), rewritten_by="kim"),
        submitted(b1, "lee", 30, created_at=DAY.replace(day=2)),
        submitted(b1, "lee").with_(annotation=b1.annotation.with_(author="lee", status=Status.SKIPPED)),
        submitted(b1, "sam").with_(annotation=b1.annotation.with_(author="sam", status=Status.DRAFT)),
    ]
    jsonl.write(tmp_path / "a.jsonl", answers)
    return tmp_path


ALL = ("effort", "--from", "a.jsonl", "--suggestions", "s1.jsonl", "--suggestions", "s2.jsonl")


def one(rows: list[Mapping[str, Any]], **key: str) -> Mapping[str, Any]:
    (row,) = [row for row in rows if all(row[name] == value for name, value in key.items())]
    return row


def test_edits_are_counted_by_each_dimension(annotate: Annotate, files: Path) -> None:
    ended = annotate(*ALL, "--json")
    assert ended.code == 0
    made = ended.json
    assert made["statuses"] == {"draft": 1, "skipped": 1, "submitted": 4}
    assert (made["compared"], made["from_nothing"], made["rewritten"]) == (4, 0, 1)
    total, by = made["total"], made["by"]
    # Each article has 4 mentions, 4 arguments, 1 event and 1 shown value.
    assert (total["suggested"], total["deleted"], total["added"], total["changed"]) == (40, 2, 1, 1)
    assert total["gestures"] == GESTURES[Job.DELETE] + GESTURES[Job.NEW_MENTION]
    for name in ("part", "part,label", "annotator", "day", "version", "source"):
        for count in ("suggested", "accepted", "deleted", "added", "submitted", "gestures", "gestures_saved"):
            assert sum(row[count] for row in by[name]) == total[count], (name, count)
    place = one(by["part,label"], part="mentions", label="LOC")
    assert (place["suggested"], place["accepted"], place["deleted"]) == (4, 3, 1)
    # Both labelers proposed all mentions but the places, which spacy alone proposed.
    spacy, persons = (one(by["labeler"], labeler=name) for name in ("spacy", "persons"))
    assert spacy["suggested"] - persons["suggested"] == 4
    assert (spacy["deleted"], persons["deleted"]) == (1, 0)
    assert one(by["annotator"], annotator="several people")["annotations"] == 1
    assert one(by["annotator"], annotator="lee")["annotations"] == 1
    assert [(row["day"], row["annotations"]) for row in by["day"]] == [("2026-03-01", 3), ("2026-03-02", 1)]
    assert [(row["version"], row["annotations"]) for row in by["version"]] == [("m1", 3), ("m2", 1)]
    assert one(by["source"], source="AFP")["annotations"] == 3
    assert one(by["version"], version="m1")["median_lead_time_s"] == 20


def test_too_fast_submissions_are_named_with_seconds_and_rule(annotate: Annotate, files: Path) -> None:
    ended = annotate(*ALL)
    assert ended.code == 0
    assert "Submitted faster than possible (1):" in ended.err
    assert f"article a2, kim: 0 s; reading {len(TEXT)} characters takes 1 s at 60 a second." in ended.err
    (found,) = annotate(*ALL, "--json").json["too_fast"]
    assert (found["article"], found["annotator"], found["seconds"]) == ("a2", "kim", 0.4)
    assert annotate(*ALL, "--json", "--reading-speed", "1000").json["too_fast"] == []
    slow = annotate(*ALL, "--json", "--reading-speed", "1.5").json["too_fast"]
    assert [(found["article"], found["annotator"]) for found in slow] == [
        ("a2", "kim"),
        ("a2", "lee"),
        ("b1", "lee"),
    ]


def test_the_least_time_is_the_longer_of_reading_and_of_the_gestures() -> None:
    assert least_seconds(2400, 10)[0] == 2400 / READING_SPEED
    seconds, rule = least_seconds(300, 100)
    assert seconds == pytest.approx(100 * GESTURE_S)
    assert rule == "100 gestures take 30 s at 0.3 s each"


def test_what_cannot_be_compared_is_listed_and_not_counted(annotate: Annotate, files: Path) -> None:
    lost = submitted(suggested("a2"), lost={"text-changed": ("its text changed",)}, entities=(), events=())
    drawn = submitted(suggested("a1"), based_on=None, **without(suggested("a1").annotation, "e3"))
    new = {one.id: f"n{one.id}" for one in drawn.entities}
    drawn = drawn.with_(
        annotation=drawn.annotation.with_(
            entities=tuple(one.with_(id=new[one.id]) for one in drawn.entities),
            events=tuple(
                one.with_(id="nv1", arguments=tuple(a.with_(entity=new[a.entity]) for a in one.arguments))
                for one in drawn.events
            ),
        )
    )
    jsonl.write(Path("a.jsonl"), [lost, drawn, submitted(suggested("b1", version="m9"))])
    ended = annotate(*ALL)
    assert ended.code == 4
    assert "article a2, kim: a part of it could not be read (text-changed)" in ended.err
    assert "article b1, kim: the suggestion that it started from (m9) is not here" in ended.err
    made = annotate(*ALL, "--json").json
    assert (made["compared"], made["from_nothing"]) == (1, 1)
    assert made["total"]["added"] == made["total"]["submitted"] == 8


def test_a_line_that_comes_twice_is_counted_once(annotate: Annotate, files: Path) -> None:
    once = annotate(*ALL, "--json").json
    answers = (files / "a.jsonl").read_text(encoding="utf-8")
    (files / "a.jsonl").write_text(answers * 2, encoding="utf-8")
    twice = annotate(*ALL, "--json").json
    assert (once["came_twice"], twice["came_twice"]) == (0, 6)
    assert (twice["total"], twice["by"]) == (once["total"], once["by"])
    assert "6 lines came twice, equal in everything, and were counted once." in annotate(*ALL).out


def test_without_a_version_the_ids_of_regions_tell_the_suggestion(annotate: Annotate, files: Path) -> None:
    jsonl.write(Path("a.jsonl"), [submitted(suggested("a1"), based_on=None)])
    made = annotate(*ALL, "--json").json
    assert (made["from_nothing"], made["total"]["accepted"]) == (0, 10)


def test_the_tables_fit_80_columns_and_a_trend_shows_by_version(annotate: Annotate, files: Path) -> None:
    long = f"{'x' * 40}@example.org"
    later = submitted(suggested("b1", version="a-version-with-a-long-name@3f2a+fr_core_news_md-3.8.0"), "kim")
    earlier = submitted(suggested("a1"), long, created_at=DAY.replace(month=2), **without(A1, "e3"))
    jsonl.write(Path("a.jsonl"), [later, earlier])
    jsonl.write(Path("s2.jsonl"), [suggested("b1", version=str(later.annotation.based_on))])
    shown = annotate(*ALL, "--by", "label,annotator", "--by", "version").out
    lines = shown.splitlines()
    assert max(map(len, lines)) <= 80
    firsts = [line.split()[0] for line in lines if line.strip().startswith(("m1", "a-ver"))]
    assert [first[:2] for first in firsts] == ["m1", "a-", "m1", "a-"]  # of two tables, the earlier one first
    assert "Gestures: 2, where drawing everything takes " in shown


def test_a_role_and_an_entity_type_of_one_name_stand_under_their_parts(
    annotate: Annotate, files: Path
) -> None:
    shown = annotate(*ALL, "--by", "label", "--by", "annotator,label").out
    by_label, by_annotator = shown.split(" annotator, part, label ")
    parts = ["mentions", "events", "arguments", "attributes"]
    assert [line.strip() for line in by_label.splitlines() if line.strip() in parts] == parts
    of_kim = [line.strip() for line in by_annotator.splitlines() if line.startswith(" kim, ")]
    assert of_kim == [f"kim, {part}" for part in parts]
    made = annotate(*ALL, "--json", "--by", "label").json["by"]
    assert "label" not in made
    assert made["part,label"]


def test_the_csv_has_every_table_and_no_formula(annotate: Annotate, files: Path) -> None:
    jsonl.write(Path("a.jsonl"), [submitted(suggested("a1"), "=cmd()"), submitted(suggested("a2"), "kim")])
    assert annotate(*ALL, "--csv", "t.csv", "--by", "annotator,label").code == 0
    with Path("t.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["by"] for row in rows} >= {"all", "part", "part,label", "labeler", "annotator,part,label"}
    assert {row["annotator"] for row in rows if row["by"] == "annotator"} == {"'=cmd()", "kim"}
    (total,) = [row for row in rows if row["by"] == "all"]
    assert (total["suggested"], total["gestures"], total["median_lead_time_s"]) == ("20", "0", "60.0")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("effort", "--by", "person"), "none of part, label"),
        (("effort", "--by", "label,label"), "twice"),
        (("effort", "--suggestions", "s1.jsonl"), "--from"),
        (("effort", "--from", "a.jsonl"), "--suggestions"),
        (("effort", "--from", "a.jsonl", "--suggestions", "s1.jsonl", "--csv", "a.jsonl"), "a.jsonl"),
        (("effort",), "annotate.yaml"),
    ],
)
def test_what_does_not_go_together_is_refused(
    annotate: Annotate, files: Path, words: tuple[str, ...], said: str
) -> None:
    before = Path("a.jsonl").read_bytes()
    ended = annotate(*words)
    assert ended.code == 2
    assert said in ended.err
    assert Path("a.jsonl").read_bytes() == before
    assert not Path(".annotate").exists()


def test_a_file_without_submitted_annotations_is_named_as_such(annotate: Annotate, files: Path) -> None:
    jsonl.write(Path("a.jsonl"), [])
    assert annotate(*ALL).out == "The file has no annotations.\n"
    b1 = suggested("b1", version="m2")
    jsonl.write(
        Path("a.jsonl"),
        [b1.with_(annotation=b1.annotation.with_(author="sam", status=Status.DRAFT))],
    )
    said = "Nobody has submitted an annotation yet, so there is nothing to compare. Apart: 1 draft.\n"
    assert annotate(*ALL).out == said


def test_an_annotation_without_a_mark_has_no_table_of_parts(annotate: Annotate, files: Path) -> None:
    empty = submitted(suggested("c1"), based_on=None, entities=(), events=(), rewritten_by="lee")
    jsonl.write(Path("a.jsonl"), [empty])
    shown = annotate(*ALL).out
    assert shown.startswith(
        "Compared 1 submitted annotation. It started without a suggestion. It was saved last by somebody"
        " other than the author.\n"
    )
    assert "part" not in shown
    assert " version " in shown


def test_nothing_pulled_yet_is_said_as_lint_says_it(annotate: Annotate, project: Path) -> None:
    for _ in range(2):
        ended = annotate("effort")
        assert (ended.code, ended.out) == (2, "")
        assert "nothing was pulled in this folder yet" in ended.err
        assert ended.err == annotate("lint").err


def test_the_same_records_give_the_same_bytes(annotate: Annotate, files: Path) -> None:
    assert annotate(*ALL, "--json").out == annotate(*ALL, "--json").out


@pytest.mark.parametrize("speed", ["nan", "inf", "1e-320", "0", "-1"])
def test_a_reading_speed_that_is_no_speed_is_refused(annotate: Annotate, speed: str) -> None:
    ended = annotate(*ALL, "--reading-speed", speed)
    assert ended.code == 2
    assert "characters a second" in ended.err
