"""`annotate effort`: rounds, score bands, minutes, and suggestions of another model replayed."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from annotate.core import jsonl
from annotate.core.annotation import Annotation, Status
from annotate.core.record import Record
from annotate.evaluate.gestures import GESTURES, Job
from annotate.evaluate.reliability import ENOUGH
from tests.builders import TEXT, entity
from tests.cli.test_effort import submitted, suggested, without
from tests.commands import Annotate, Ended

FILES = ("effort", "--from", "a.jsonl", "--suggestions", "s.jsonl")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def scored(record: Record, **scores: float) -> Record:
    """The suggestion, with these scores of its mentions."""
    annotation = record.annotation
    entities = tuple(one.with_(score=scores.get(one.id, one.score)) for one in annotation.entities)
    return record.with_(annotation=annotation.with_(entities=entities))


def by(ended: Ended, *names: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = ended.json["by"][",".join(names)]
    return rows


def test_a_round_is_a_version_in_the_order_of_the_files(annotate: Annotate) -> None:
    first, second = suggested("a1", version="z"), suggested("a2", version="b")
    jsonl.write(Path("s1.jsonl"), [first])
    jsonl.write(Path("s2.jsonl"), [second])
    nothing = submitted(suggested("a3"), based_on=None)
    jsonl.write(Path("a.jsonl"), [submitted(second), nothing, submitted(first)])
    words = ("effort", "--from", "a.jsonl", "--suggestions", "s1.jsonl", "--suggestions", "s2.jsonl")
    ended = annotate(*words, "--json")
    assert ended.json["rounds"] == [{"round": 1, "version": "z"}, {"round": 2, "version": "b"}]
    assert [(row["round"], row["annotations"]) for row in by(ended, "round")] == [
        ("1", 1),
        ("2", 1),
        ("none", 1),
    ]
    assert "Round 1 is version z.\nRound 2 is version b.\n" in annotate(*words, "--by", "round").out


def test_a_band_shows_the_mean_score_beside_the_share_that_people_left(annotate: Annotate) -> None:
    suggestions = [scored(suggested(f"a{n:02}"), e1=0.62, e2=0.66, e3=0.97, e4=1.0) for n in range(ENOUGH)]
    jsonl.write(Path("s.jsonl"), suggestions)

    def answer(number: int, one: Record) -> Record:
        """The place is deleted in half of the articles; a value and a new mention do not make one wrong."""
        changed: dict[str, Any] = dict(without(one.annotation, "e3")) if number % 2 else {}
        entities = list(changed.get("entities", one.annotation.entities))
        entities[-1] = entities[-1].with_(attributes={"value": "2023"})
        return submitted(one, **{**changed, "entities": (*entities, entity(TEXT, "Le", "ORG", "new"))})

    jsonl.write(Path("a.jsonl"), [answer(*one) for one in enumerate(suggestions)])
    ended = annotate(*FILES, "--json")
    rows = {(row["part"], row["band"]): row for row in by(ended, "part", "band")}
    low = rows["mentions", "0.6-0.7"]
    assert (low["count"], low["mean_score"], low["share_right"]) == (2 * ENOUGH, 0.64, 1)
    assert low["holds"] is False  # too low is as wrong as too high
    high = rows["mentions", "0.9-1.0"]  # the last band has the score 1
    assert (high["count"], high["mean_score"], high["share_right"]) == (2 * ENOUGH, 0.985, 0.75)
    assert (high["accepted"], high["changed"], high["deleted"]) == (ENOUGH // 2, ENOUGH, ENOUGH // 2)
    assert high["holds"] is False
    assert rows["mentions", "none"]["added"] == ENOUGH
    assert rows["arguments", "no score"]["suggested"] == 4 * ENOUGH
    assert "count" not in rows["arguments", "no score"]
    total = ended.json["total"]
    for count in ("suggested", "added", "submitted", "gestures"):
        assert sum(row[count] for row in rows.values()) == total[count]

    said = annotate(*FILES, "--by", "band", "--csv", "t.csv").out
    assert max(map(len, said.splitlines())) <= 80
    assert "does not hold" in said
    assert "Scores of mentions and events do not hold. 'annotate calibrate'" in said
    with Path("t.csv").open(encoding="utf-8", newline="") as file:
        (row,) = [
            one for one in csv.DictReader(file) if one["part"] == "mentions" and one["band"] == "0.9-1.0"
        ]
    assert (row["mean_score"], row["share_right"], row["holds"]) == ("0.985", "0.75", "False")


def test_a_page_left_open_is_named_and_counts_as_the_longest_time(annotate: Annotate) -> None:
    records = [suggested("a1"), suggested("a2")]
    jsonl.write(Path("s.jsonl"), records)
    jsonl.write(Path("a.jsonl"), [submitted(records[0], seconds=60), submitted(records[1], seconds=9000)])
    ended = annotate(*FILES)
    assert ended.code == 0
    assert (
        "Other times that are not usual, counted as less or more (1):\n"
        "  article a2, kim: 2 h 30 min counts as 1 h 00 min; more than 60 min on one article.\n"
    ) in ended.err
    assert "95 % intervals, percentile bootstrap over articles, 1000 draws" in " ".join(ended.out.split())
    made = annotate(*FILES, "--json").json
    assert made["total"]["minutes"] == 30.5
    assert made["total"]["minutes_low"] == 1
    assert [(one["article"], one["annotator"], one["counted_s"]) for one in made["outliers"]] == [
        ("a2", "kim", 3600)
    ]
    shorter = annotate(*FILES, "--longest", "2", "--bootstrap", "0", "--json").json["total"]
    assert (shorter["minutes"], shorter["minutes_low"]) == (1.5, None)
    assert made["total"]["median_lead_time_s"] == shorter["median_lead_time_s"] == 4530


def test_without_numpy_there_are_minutes_without_intervals(
    annotate: Annotate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotate.cli.commands.effort.find_spec", lambda name: None)
    records = [suggested("a1"), suggested("a2")]
    jsonl.write(Path("s.jsonl"), records)
    jsonl.write(Path("a.jsonl"), [submitted(one, seconds=90) for one in records])
    total = annotate(*FILES, "--json").json["total"]
    assert (total["minutes"], total["minutes_low"]) == (1.5, None)
    assert "[" not in annotate(*FILES).out


def as_suggested(record: Record, version: str, **changes: Any) -> Record:
    """What another model would have suggested: the record's regions, with other ids."""
    annotation = record.annotation.with_(**changes)
    new = {one.id: f"o{one.id}" for one in annotation.entities}
    renamed = Annotation(
        author=version,
        status=Status.SUGGESTED,
        entities=tuple(one.with_(id=new[one.id]) for one in annotation.entities),
        events=tuple(
            one.with_(id=f"o{one.id}", arguments=tuple(a.with_(entity=new[a.entity]) for a in one.arguments))
            for one in annotation.events
        ),
    )
    return record.with_(annotation=renamed)


@pytest.fixture
def campaign() -> None:
    """Three articles whose place was deleted; one of them was annotated without a suggestion."""
    records = [suggested(name) for name in ("a1", "a2", "a3", "a4")]
    jsonl.write(Path("s.jsonl"), records[:3])
    answers = [submitted(one, **without(one.annotation, "e3")) for one in records]
    answers[3] = submitted(as_suggested(answers[3], "x"), based_on=None)
    jsonl.write(Path("a.jsonl"), answers)
    right = [as_suggested(one, "other") for one in answers]
    jsonl.write(Path("right.jsonl"), [right[0], right[1], right[3]])
    worse = [
        as_suggested(one, "worse", entities=(*one.annotation.entities, entity(TEXT, "Le", "ORG", "new")))
        for one in records
    ]
    jsonl.write(Path("worse.jsonl"), worse)


@pytest.mark.usefixtures("campaign")
def test_replayed_suggestions_are_compared_on_the_same_articles(annotate: Annotate) -> None:
    words = (*FILES, "--replay", "right.jsonl", "--replay", "worse.jsonl")
    ended = annotate(*words, "--json")
    assert ended.code == 4  # right.jsonl lacks an article
    right, worse = ended.json["replays"]
    delete = GESTURES[Job.DELETE]
    assert (right["articles"], right["gestures"], right["gestures_on_screen"]) == (2, 0, 2 * delete)
    assert (right["missing"], right["versions"]) == (["a3"], {"other": 3})
    assert right["ratio"] == {"value": 0, "low": 0, "high": 0}
    assert right["difference_an_article"]["value"] == -delete
    alone = right["without_suggestion_on_screen"]
    assert (alone["articles"], alone["gestures"]) == (1, 0) and alone["gestures_from_nothing"] > 0
    assert (worse["articles"], worse["missing"]) == (3, [])
    assert (worse["gestures"], worse["gestures_on_screen"]) == (3 * 2 * delete, 3 * delete)
    assert worse["ratio"]["value"] == 2
    assert annotate(*words, "--json").out == ended.out

    said = annotate(*words)
    assert "Not in right.jsonl, not replayed (1):\n  a3\n" in said.err
    assert "People started from what was on the screen, so these figures favour it." in " ".join(
        said.out.split()
    )
    assert "right.jsonl: on 1 article without a suggestion on the screen, 0 gestures" in said.out
    assert max(map(len, said.out.splitlines())) <= 80


@pytest.mark.usefixtures("campaign")
def test_a_replay_of_what_was_on_the_screen_costs_what_was_counted(annotate: Annotate) -> None:
    ended = annotate(*FILES, "--replay", "s.jsonl", "--json")
    (made,) = ended.json["replays"]
    assert (made["gestures"], made["ratio"]["value"]) == (made["gestures_on_screen"], 1)
    (row,) = [row for row in by(ended, "version") if row["version"] == "m1"]
    assert row["gestures"] == made["gestures"]


@pytest.mark.usefixtures("campaign")
def test_a_suggestion_for_another_text_is_not_replayed(annotate: Annotate) -> None:
    other = suggested("a1")
    article = other.article.with_(text=other.article.text + " Fin.")
    jsonl.write(Path("old.jsonl"), [Record.of(article, other.annotation.with_(digest=article.digest))])
    ended = annotate(*FILES, "--replay", "old.jsonl")
    assert ended.code == 4
    assert "Another text in old.jsonl, not replayed (1):\n  a1\n" in ended.err
    assert annotate(*FILES, "--replay", "old.jsonl", "--json").json["replays"][0]["articles"] == 0


def test_names_of_versions_files_and_articles_control_no_terminal(annotate: Annotate) -> None:
    evil = "a\x1b[31mred"
    record = suggested("a0", version=evil)
    jsonl.write(Path("s.jsonl"), [record])
    jsonl.write(Path("a.jsonl"), [submitted(record, evil, 9000)])
    jsonl.write(Path(f"{evil}.jsonl"), [suggested("a1")])
    ended = annotate(*FILES, "--by", "round", "--replay", f"{evil}.jsonl")
    assert (ended.code, "\x1b" in ended.out + ended.err) == (4, False)
    assert "Not in a" in ended.err and "Round 1 is version a" in ended.out


@pytest.mark.usefixtures("campaign")
def test_answers_are_no_suggestions_to_replay(annotate: Annotate) -> None:
    ended = annotate(*FILES, "--replay", "a.jsonl")
    assert ended.code == 5
    assert "a.jsonl, article a1: has a submitted annotation, not a suggestion." in ended.err
    twice = annotate("effort", "--from", "-", "--suggestions", "s.jsonl", "--replay", "-")
    assert (twice.code, "standard input" in twice.err) == (2, True)
