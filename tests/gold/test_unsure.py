"""What annotators were unsure of, in a release: gold, counts, card, comparison, and without texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas
import pyarrow.parquet
import pytest

from annotate.core.annotation import Annotation, Status
from annotate.core.record import GoldRecord, Record
from annotate.core.rows import arrow_schema, to_row
from annotate.gold.annotations_file import read_annotations
from annotate.gold.card.figures import figures
from annotate.gold.checking.verify import verify_release
from annotate.gold.diff.changes import changes
from annotate.gold.load import load_gold
from annotate.gold.parquet import read_parquet
from annotate.gold.sums import write_sums
from tests.builders import meeting
from tests.commands import Annotate
from tests.gold.releases import release

ANA = "ana@example.org"


def unsure(id: str, article: str | None = None, *regions: str | None, **changes: Any) -> Record:
    """A submitted meeting; ``regions`` are said of its mentions, in their order, and of its event."""
    record = meeting(id, Status.SUBMITTED, ANA)
    made: Annotation = record.annotation
    said = [*regions, *[None] * 5]
    entities = tuple(one.with_(unsure=said[at]) for at, one in enumerate(made.entities))
    events = (made.events[0].with_(unsure=said[4]),)
    made = made.with_(unsure=article, entities=entities, events=events, **changes)
    return Record.of(record.article, made)


def given() -> list[Record]:
    return [
        unsure("a", "which date?", "", None, f"ask {ANA} or eve@example.org"),
        unsure("b", None, None, None, None, None, ""),
        unsure("c", ""),
        unsure("d"),
    ]


def test_gold_answers_and_tables_say_what_somebody_was_unsure_of(tmp_path: Path) -> None:
    made = release(tmp_path, given())
    gold = load_gold(made.folder)
    assert [record.annotation.unsure for record in gold] == ["which date?", None, "", None]
    first = next(iter(gold))
    hidden = "ask annotator-1 or e-mail address withheld"
    assert [one.unsure for one in first.entities] == ["", None, hidden, None]
    assert [one.annotation.unsure for one in read_annotations(made.folder / "annotations.jsonl")] == [
        *("which date?", None, "", None)
    ]
    assert "example.org" not in "".join(path.read_text() for path in made.folder.glob("*.json*"))
    assert list(read_parquet(made.folder / "gold.parquet")) == list(gold)
    articles, events = gold.to_pandas("articles"), gold.to_pandas("events")
    assert [None if pandas.isna(one) else one for one in articles["unsure"]] == [
        "which date?",
        None,
        "",
        None,
    ]
    assert [None if pandas.isna(one) else one for one in events["unsure"]] == [None, "", None, None]
    assert set(gold.to_pandas("entities")["unsure"].dropna()) == {"", hidden}
    assert verify_release(made.folder).found == []


def test_the_manifest_and_the_card_count_it_and_it_holds_nothing_back(tmp_path: Path) -> None:
    made = release(tmp_path, given())
    assert made.manifest["unsure"] == {"articles": 2, "entities": 2, "events": 1}
    assert made.manifest["findings"] == {"unsure": 5}
    assert str(made.noted[0]).endswith("somebody was unsure of the article: “which date?”")
    (figure,) = figures(made.folder, ["unsure"])
    assert figure.rows == (("articles", 2), ("mentions", 2), ("events", 1), ("remarks about them", 2))
    card = (made.folder / "README.md").read_text()
    assert "Somebody was unsure of 2 articles and of 3 mentions or events." in card
    assert "Notes and remarks are free text of annotators (" in card
    assert "so they may name somebody." in card
    assert "### What somebody was unsure of" in card


def test_a_card_of_before_does_not_say_that_remarks_are_free_text(tmp_path: Path) -> None:
    folder = release(tmp_path, given()).folder
    card = folder / "README.md"
    lines = card.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("- Notes and remarks are free text")]
    assert len(kept) == len(lines) - 1
    card.write_text("".join(kept), encoding="utf-8")
    write_sums(folder)
    assert verify_release(folder).found == []


def test_a_card_says_nothing_where_nobody_was_unsure(tmp_path: Path) -> None:
    made = release(tmp_path, [unsure("a")])
    assert made.manifest["unsure"] == {"articles": 0, "entities": 0, "events": 0}
    assert "unsure" not in (made.folder / "README.md").read_text()


def test_a_release_can_hold_back_and_list_what_somebody_was_unsure_of(tmp_path: Path) -> None:
    made = release(tmp_path, given(), hold_back_unsure=True)
    assert [record.article.id for record in load_gold(made.folder)] == ["d"]
    assert {item.article: (str(item.code), item.reason) for item in made.left_out} == {
        "a": ("unsure", "held back: somebody was unsure of the article and of 2 regions"),
        "b": ("unsure", "held back: somebody was unsure of 1 region"),
        "c": ("unsure", "held back: somebody was unsure of the article"),
    }
    assert made.manifest["left_out_by_reason"] == {"unsure": 3}
    assert verify_release(made.folder).found == []


@pytest.mark.parametrize("hold_back", [False, True])
def test_without_texts_the_doubt_stays_and_its_remark_is_counted(tmp_path: Path, hold_back: bool) -> None:
    made = release(tmp_path, given(), no_text=True, hold_back_unsure=hold_back)
    everything = "".join(path.read_text() for path in made.folder.glob("*.json*"))
    assert "which date" not in everything and "ask annotator" not in everything
    answers = {one.article.id: one.annotation for one in read_annotations(made.folder / "annotations.jsonl")}
    assert [answers[id].unsure for id in "abcd"] == ["", None, "", None]
    assert [one.unsure for one in answers["a"].entities] == ["", None, "", None]
    assert made.manifest["texts"]["annotations"]["remarks"] == 2
    assert made.manifest["texts"]["gold"].get("remarks", 0) == (0 if hold_back else 2)
    assert verify_release(made.folder).found == []


def test_a_comparison_names_each_doubt_that_came_or_went() -> None:
    before = unsure("a", None, "", None, "the city?").annotation
    after = unsure("a", "", "who?", None, None).annotation
    assert [str(one) for one in changes(before, after)] == [
        "entity attributes: ROLE 'président cubain' (unsure: yes, without a remark → who?)",
        "entity attributes: LOC 'Hanoï' (unsure: the city? → none)",
        "article attributes: (unsure: none → yes, without a remark)",
    ]
    assert changes(after, after) == []


def test_a_release_of_before_these_columns_is_still_valid(tmp_path: Path) -> None:
    made = release(tmp_path, [unsure("a"), unsure("b")])
    records = list(load_gold(made.folder))
    for path in made.folder.rglob("*.parquet"):
        _write_as_before(path, list(read_parquet(path)))
    manifest = json.loads((made.folder / "manifest.json").read_text())
    del manifest["unsure"]
    (made.folder / "manifest.json").write_text(json.dumps(manifest))
    found = verify_release(made.folder).found
    assert {item.check for item in found if item.file != "croissant.json"} == {"hashes"}
    assert list(read_parquet(made.folder / "gold.parquet")) == records

    doubted = records[0].annotation.with_(unsure="x")
    first = GoldRecord.of(records[0].article, doubted)
    lines = [first.to_json(), records[1].to_json()]
    (made.folder / "gold.jsonl").write_text("".join(f"{line}\n" for line in lines))
    said = [str(item) for item in verify_release(made.folder).found if item.check == "invariants"]
    assert any("annotation.unsure" in one for one in said)


def _write_as_before(path: Path, records: list[GoldRecord]) -> None:
    schema = arrow_schema(unsure=False)
    from_pylist: Any = pyarrow.Table.from_pylist
    write: Any = pyarrow.parquet.write_table  # it has no type hints
    rows = [to_row(record) for record in records]
    write(from_pylist(rows, schema=schema), path, store_schema=False)


def test_the_command_holds_back_and_names_them(annotate: Annotate, project: Path) -> None:
    from annotate.core import jsonl

    jsonl.write(project / "annotations.jsonl", given())
    ended = annotate("release", "create", "x", "--from", "annotations.jsonl", "--hold-back-unsure")
    assert ended.code == 0, ended
    assert "3 articles that somebody was unsure of" in ended.err
    ended = annotate("release", "create", "y", "--from", "annotations.jsonl", "--json")
    assert ended.code == 0, ended
    assert ended.json["manifest"]["unsure"] == {"articles": 2, "entities": 2, "events": 1}
