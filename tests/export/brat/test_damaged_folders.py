"""Importing folders of brat whose files were changed, damaged, or put into folders below."""

from __future__ import annotations

from pathlib import Path

from annotate.export.brat.exporter import BratExporter
from tests.builders import meeting
from tests.export.gold import ONTOLOGY, as_gold
from tests.export.importing.imported import acts, imported, listed, said

TEXT = "Titre\n\nParis accueille Rome.\n"


def folder_of(folder: Path, ann: str, text: str = TEXT, stem: str = "x") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{stem}.txt").write_bytes(text.encode())
    (folder / f"{stem}.ann").write_bytes(ann.encode())
    return folder


def test_line_ends_that_git_changed_do_not_move_the_labels(tmp_path: Path) -> None:
    ann = "T1\tLOC 7 12\tParis\r\nT2\tLOC 23 27\tRome\r\n"
    (record,), report = imported(folder_of(tmp_path / "b", ann, TEXT.replace("\n", "\r\n")), "brat")
    assert said(record) == [("LOC", "Paris"), ("LOC", "Rome")] and not report.in_part
    windows = "T1\tLOC 9 14\tParis\nT2\tLOC 25 29\tRome\n"  # offsets in a text with CRLF, which git made LF
    (record,), report = imported(folder_of(tmp_path / "b", windows), "brat")
    assert said(record) == [("LOC", "Paris"), ("LOC", "Rome")] and not report.in_part


def test_a_mention_is_read_where_its_words_stand_near_its_place(tmp_path: Path) -> None:
    ann = "T1\tLOC 7 12\tParis\nT2\tLOC 20 24\tRome\nT3\tLOC 23 400\tRome\n"
    (record,), report = imported(folder_of(tmp_path / "b", ann), "brat")
    assert said(record) == [("LOC", "Paris"), ("LOC", "Rome"), ("LOC", "Rome")]
    assert [str(one) for one in report.to_check] == [
        "article x, T2 'Rome': its words do not stand at 20 24, where the text has 'le R'; read at 23 27",
        "article x, T3 'Rome': its words do not stand at 23 400, which is no range of the text;"
        " read at 23 27",
    ]
    assert report.in_part


def test_a_mention_whose_words_stand_nowhere_or_twice_is_listed_with_both_words(tmp_path: Path) -> None:
    ann = "T1\tLOC 7 12\tLondres\nT2\tLOC 0 5\tParis\nT3\tLOC 31 35\tRome\n"
    folder = folder_of(tmp_path / "b", ann, "Titre\n\nParis accueille Paris et Rome.\n")
    (record,), report = imported(folder, "brat")
    assert said(record) == [("LOC", "Rome")]
    assert listed(report) == [
        ("part", "Londres", "its words do not stand at 7 12, where the text has 'Paris'"),
        ("part", "Paris", "its words do not stand at 0 5, where the text has 'Titre'"),
    ]


def test_lines_with_the_same_id_are_all_kept_or_listed(tmp_path: Path) -> None:
    ann = (
        "T1\tLOC 7 12\tParis\nT1\tLOC 23 27\tRome\nT2\tCONSULT 13 22\taccueille\n"
        "E1\tCONSULT:T2 Place:T1\nE1\tCONSULT:T2\nA1\tmodality E1 planned\n"
    )
    (record,), report = imported(folder_of(tmp_path / "b", ann), "brat")
    assert said(record) == [("LOC", "Paris"), ("LOC", "Rome")]
    assert acts(record) == [("CONSULT", "accueille", []), ("CONSULT", "accueille", [])]
    assert listed(report) == [
        ("part", "", "several lines have the id T1"),
        ("part", "modality E1 planned", "several lines have the id E1"),
    ]


def test_a_second_value_of_an_attribute_is_listed(tmp_path: Path) -> None:
    ann = "T2\tCONSULT 13 22\taccueille\nE1\tCONSULT:T2\nA1\tmodality E1 planned\nA2\tmodality E1 asserted\n"
    (record,), report = imported(folder_of(tmp_path / "b", ann), "brat")
    assert record.events[0].attributes == {"modality": "planned"}
    assert listed(report) == [("part", "asserted", "a second value of modality")]


def test_of_a_file_with_bad_lines_the_good_ones_are_kept_and_the_bad_ones_listed(tmp_path: Path) -> None:
    ann = "T1\tLOC 7 12\tParis\nnonsense\nT2\tLOC x 27\tRome\nE1\tCONSULT\nA1\tmodality\n"
    (record,), report = imported(folder_of(tmp_path / "b", ann), "brat")
    assert said(record) == [("LOC", "Paris")]
    assert listed(report) == [
        ("part", "nonsense", "is no line of brat's"),
        ("part", "Rome", "is not in brat's format"),
        ("part", "CONSULT", "is not in brat's format"),
        ("part", "modality", "is not in brat's format"),
    ]


def test_an_article_whose_text_cannot_be_read_is_listed_with_all_its_mentions(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "b", "T1\tLOC 7 12\tParis\n", stem="good")
    folder_of(folder, "T1\tLOC 7 12\tParis\nT2\tCONSULT 13 22\taccueille\nE1\tCONSULT:T2 Place:T1\n")
    (folder / "x.txt").write_bytes(b"\xe9t\xe9")
    _, report = imported(folder, "brat")
    assert listed(report) == [
        ("document", "", "is not UTF-8"),
        ("region", "Paris", "is not UTF-8"),
        ("region", "accueille", "is not UTF-8"),
        ("argument", "", "is not UTF-8"),
    ]


def test_the_folders_below_are_read(tmp_path: Path) -> None:
    for split, id in (("train", "a1"), ("dev", "a2")):
        gold = as_gold(meeting())
        article = gold.article.with_(id=id)
        (tmp_path / "b").mkdir(exist_ok=True)
        BratExporter().export([gold.with_(article=article)], ONTOLOGY, tmp_path / "b" / split)
    found, report = imported(tmp_path / "b", "brat")
    assert [one.article.id for one in found] == ["a2", "a1"] and not report.in_part
    foreign = tmp_path / "foreign"
    folder_of(foreign / "one", "T1\tLOC 7 12\tParis\n")
    folder_of(foreign / "two", "T1\tLOC 8 13\tParis\n", f" {TEXT}")
    found, report = imported(foreign, "brat")
    assert [one.article.id for one in found] == ["one/x", "two/x"] and not report.in_part
