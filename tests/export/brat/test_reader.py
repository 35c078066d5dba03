"""Reading folders that brat wrote or that were changed in brat."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.core.annotation import Status
from annotate.core.errors import InputError
from annotate.core.record import GoldRecord
from annotate.export.brat.exporter import BratExporter
from annotate.export.brat.reader import read_brat
from annotate.export.unread import Unread
from tests.builders import TEXT, annotation, article, event, meeting
from tests.export.gold import ONTOLOGY, as_gold, gold_of


def written(folder: Path, ann: str, text: str = TEXT) -> Path:
    folder.mkdir()
    (folder / "doc.txt").write_text(text, encoding="utf-8")
    (folder / "doc.ann").write_text(ann, encoding="utf-8")
    return folder


def test_a_folder_made_with_brat_alone_is_read(tmp_path: Path) -> None:
    folder = written(
        tmp_path / "b",
        "T1\tPER 32 41\tAna Pérez\nT2\tMeet 22 31\trencontré\nE1\tMeet:T2 Agent:T1 Agent2:T3\n"
        "T3\tROLE 3 19\tprésident cubain\n"
        "A1\tNegation E1\nA2\tMode E1 visit\n"
        "N1\tReference T1 Wikipedia:123\tAna\n#1\tAnnotatorNotes T1\tsure?\\n\n",
    )
    (record,) = read_brat(folder)
    assert record.article.id == "doc" and record.annotation.author == "brat"
    assert [(one.id, one.label, one.text) for one in record.annotation.entities] == [
        ("T1", "PER", "Ana Pérez"),
        ("T3", "ROLE", "président cubain"),
    ]
    assert record.annotation.entities[0].ref == "Wikipedia:123"
    assert record.annotation.entities[0].note == "sure?\\n"
    (found,) = record.annotation.events
    assert found.attributes == {"Negation": "true", "Mode": "visit"}
    assert [(one.role, one.entity) for one in found.arguments] == [("Agent", "T1"), ("Agent", "T3")]


def test_what_is_no_mention_event_or_attribute_is_reported_with_its_words(tmp_path: Path) -> None:
    folder = written(
        tmp_path / "b",
        "T1\tPER 32 35;38 41\tAna rez\nT2\tMeet 22 31\trencontré\nE1\tMeet:T2 Agent:E2\n"
        "T4\tMeet 3 12\tprésident\n"
        "E2\tMeet:T4\nR1\tNear Arg1:T1 Arg2:T2\n*\tEquiv T1 T2\nA1\tNegation T9\n",
    )
    reported: list[Unread] = []
    (record,) = read_brat(folder, reported.append)
    assert [str(one) for one in reported] == [
        "article doc, T1 'Ana … rez': a span with gaps",
        "article doc, E1 Agent: E2 is no mention",
        "article doc, R1 'Near Arg1:T1 Arg2:T2': a relation",
        "article doc, * 'Equiv T1 T2': an equivalence",
        "article doc, A1 'Negation T9': T9 is neither mention nor event",
    ]
    assert [one.id for one in record.annotation.events] == ["E1", "E2"]
    with pytest.raises(InputError, match="gaps") as raised:
        list(read_brat(folder))
    assert raised.value.where == "article doc" and raised.value.remedy


def test_changes_made_in_brat_are_read(tmp_path: Path) -> None:
    gold = as_gold(meeting())
    BratExporter().export([gold], ONTOLOGY, tmp_path / "b")
    path = tmp_path / "b" / "a1.ann"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines = [
        line.replace("PER 32 41\tAna Pérez", "ORG 32 35\tAna")
        for line in lines
        if line[:2] not in ("N1", "A2")
    ]
    lines.append("T9\tLOC 0 2\tLe")
    path.write_text("\n".join(lines), encoding="utf-8")
    (record,) = read_brat(tmp_path / "b")
    ids = [(one.id, one.label, one.text, one.ref, one.score) for one in record.annotation.entities]
    assert ids == [
        ("e1", "ROLE", "président cubain", None, 0.6),
        ("e2", "ORG", "Ana", None, 0.9),
        ("e3", "LOC", "Hanoï", None, 0.8),
        ("e4", "DATE", "3 mars", None, 0.95),
        ("T9", "LOC", "Le", None, None),
    ]
    assert record.annotation.events[0].attributes == {"modality": "asserted"}


def test_an_article_type_survives_when_brat_deletes_the_mention_that_carries_it(tmp_path: Path) -> None:
    source = article()
    mention = gold_of(TEXT, ("Hanoï", "LOC")).annotation.entities
    settled = annotation(source, mention, (event(TEXT, None, "AID", "t1"),), status=Status.ADJUDICATED)
    BratExporter().export([GoldRecord.of(source, settled)], ONTOLOGY, tmp_path / "b")
    path = tmp_path / "b" / "a1.ann"
    assert path.read_text(encoding="utf-8") == "T1\tLOC 44 49\tHanoï\n#1\tArticleType T1\tAID\n"
    path.write_text("", encoding="utf-8")
    (record,) = read_brat(tmp_path / "b")
    assert [one.type for one in record.annotation.events] == ["AID"] and not record.annotation.entities
    path.write_text("T1\tLOC 44 49\tHanoï\n", encoding="utf-8")  # the note alone was deleted: on purpose
    (record,) = read_brat(tmp_path / "b")
    assert not record.annotation.events


@pytest.mark.parametrize(
    ("ann", "message"),
    [
        ("T1 PER 0 2 Le", "no line of brat's"),
        ("T1\tPER 0 x\tLe", "the line T1 is not in brat's format"),
        ("T1\tPER 0 900\tLe", "the line T1 is not in brat's format"),
        ("T1\tPER\tLe", "the line T1 is not in brat's format"),
        ("T1\tA 0 2\tLe\nE1\tA\n", "the line E1 is not in brat's format"),
        ("T1\tA 0 2\tLe\nE1\tA:T1 Agent\n", "the line E1 is not in brat's format"),
        ("A1\tNegation\n", "the line A1 is not in brat's format"),
        ("Ana rit\n", "no line of brat's"),
    ],
)
def test_a_file_that_is_not_brats_is_refused(tmp_path: Path, ann: str, message: str) -> None:
    folder = written(tmp_path / "b", ann)
    with pytest.raises(InputError, match=message) as raised:
        list(read_brat(folder))
    assert str(folder) in str(raised.value.where) and raised.value.remedy


def test_a_folder_without_brats_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no \.ann file"):
        list(read_brat(tmp_path))
    (tmp_path / "doc.ann").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be read"):
        list(read_brat(tmp_path))
    (tmp_path / "doc.txt").write_bytes(b"\xe9t\xe9")
    with pytest.raises(InputError, match="not UTF-8"):
        list(read_brat(tmp_path))
    (tmp_path / "articles.jsonl").write_text('{"file": "../x"}\n', encoding="utf-8")
    with pytest.raises(InputError, match="no file of this folder"):
        list(read_brat(tmp_path))
