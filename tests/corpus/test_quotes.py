"""Quotation marks in tables: what a mark encloses, and that no mark swallows the rows below it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tests.corpus.reading import file, read
from tests.examples import examples


def rows_of(path: Path) -> tuple[dict[str, str], list[str], list[str]]:
    """The texts by id, what was refused, and the notices."""
    articles, report = read(path)
    texts = {article.id: article.text for article in articles}
    return texts, list(map(str, report.refusals)), list(map(str, report.notices))


@pytest.mark.parametrize(
    "text",
    [
        '"Oui", dit-il.',
        'Il dit "oui".',
        '"Hier, il a plu',
        '"',
        '""Oui"" dit-il',
        'oui"',
        '"a"b"',
        "'Oui",
        '5" de pluie',
    ],
)
def test_a_quote_in_a_tsv_is_literal_unless_it_encloses_the_field(tmp_path: Path, text: str) -> None:
    path = file(tmp_path, "x.tsv", f'id\ttext\ttitle\na\tUn.\tx\nb\t{text}\ty\nc\tTrois."\tz\nd\tQuatre\t"\n')
    texts, refused, _ = rows_of(path)
    assert texts == {"a": "Un.", "b": text, "c": 'Trois."', "d": "Quatre"}
    assert not refused


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ('"Un."', "Un."),
        ('"Il dit ""oui""."', 'Il dit "oui".'),
        ('"""Oui"", dit-il."', '"Oui", dit-il.'),
        ('"Un\tdeux"', "Un\tdeux"),
        ('"Un\n\nDeux, ""trois""."', 'Un\n\nDeux, "trois".'),
        ('"Un\r\nDeux."', "Un\nDeux."),
    ],
)
def test_a_quoted_field_of_a_tsv_is_read_also_over_lines(tmp_path: Path, field: str, text: str) -> None:
    for content in (f"id\ttext\na\t{field}\nc\tTrois.\n", f"text\tid\n{field}\ta\nTrois.\tc\n"):
        texts, refused, _ = rows_of(file(tmp_path, "x.tsv", content))
        assert texts == {"a": text, "c": "Trois."}
        assert not refused


@examples(150, suppress=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text('"ab ', min_size=1, max_size=6), min_size=1, max_size=6))
def test_no_row_of_complete_rows_is_swallowed(tmp_path: Path, written: list[str]) -> None:
    written = [f"{text}." if not text.replace('"', "").strip() else text for text in written]
    rows = "".join(f"n{number}\t{text}\n" for number, text in enumerate(written))
    texts, refused, _ = rows_of(file(tmp_path, "x.tsv", f"id\ttext\n{rows}"))
    assert not refused
    for number, text in enumerate(written):
        inner = text[1:-1].replace('""', "")
        whole = len(text) > 1 and text[0] == text[-1] == '"' and '"' not in inner
        assert texts[f"n{number}"] == (text[1:-1].replace('""', '"') if whole else text)


@examples(150, suppress=[HealthCheck.function_scoped_fixture])
@given(st.text('"ab\n\t\r ', max_size=40))
def test_what_stands_between_two_rows_swallows_neither(tmp_path: Path, between: str) -> None:
    texts, _, _ = rows_of(file(tmp_path, "x.tsv", f"id\ttext\ny\tUn.\n{between}\nz\tDeux.\n"))
    assert (texts["y"], texts.get("z")) == ("Un.", "Deux.")


def test_a_mark_that_opens_a_field_swallows_no_row_and_is_named(tmp_path: Path) -> None:
    content = 'id\ttext\na\tUn.\nb\t"Hier, il a plu.\nc\tTrois.\n\nd\t"Quatre\ne\tIl dit : oui"\n'
    path = file(tmp_path, "x.tsv", content)
    texts, refused, notices = rows_of(path)
    assert texts == {
        "a": "Un.", "b": '"Hier, il a plu.', "c": "Trois.", "d": '"Quatre', "e": 'Il dit : oui"',
    }  # fmt: skip
    assert not refused
    assert [notice.partition(": ")[0] for notice in notices] == [
        f"{path}, row 2 (line 3)",
        f"{path}, row 4 (line 6)",
    ]


@pytest.mark.parametrize(
    "lines",
    [
        'b\t"Deux\nlignes\nc\tTrois."',
        'b\t"Deux\nlignes "dont" une.',
        'b\t"Deux\nlignes',
        'b\t"Deux\nlignes."\tet\tplus',
    ],
)
def test_what_may_be_a_cell_with_line_breaks_is_refused_as_one(tmp_path: Path, lines: str) -> None:
    path = file(tmp_path, "x.tsv", f"id\ttext\na\tUn.\n{lines}\nd\tQuatre.\n")
    texts, refused, _ = rows_of(path)
    assert texts == {"a": "Un.", "d": "Quatre."} | ({"c": 'Trois."'} if "c\t" in lines else {})
    (refusal,) = refused
    assert refusal.startswith(f"{path}, row 2 (line 3): a field begins with a quotation mark")
    assert "up to 4 are no complete rows" in refusal and ".jsonl" in refusal


def test_a_quote_left_open_in_a_csv_names_its_row_and_what_could_be_rows_is_said(tmp_path: Path) -> None:
    path = file(tmp_path, "x.csv", 'id,text,title\na,Un.,x\nb,"Deux,y\nc,Trois.,z\n')
    texts, (refusal,), _ = rows_of(path)
    assert texts == {"a": "Un."}
    assert refusal.startswith(f"{path}, row 2 (line 3): is not well-formed: a quote is opened in it")
    assert "were not read" in refusal
    path = file(tmp_path, "y.csv", 'id,text,title\nb,"Deux,y\nc,Trois",z\nd,Quatre.,w\n')
    texts, refused, (notice,) = rows_of(path)
    assert texts == {"b": "Deux,y\nc,Trois", "d": "Quatre."} and not refused
    assert notice.startswith(f"{path}, row 1 (line 2): has a quoted field that spans 2 lines")


def test_a_bad_byte_spoils_its_row_of_a_tsv_alone(tmp_path: Path) -> None:
    path = file(
        tmp_path, "x.tsv", b'id\ttext\na\tcaf\xe9\nb\tDeux.\nc\t"Tr\xe9\nois."\nd\t"Q\xe9\ne\tCinq.\n'
    )
    texts, refused, _ = rows_of(path)
    assert texts == {"b": "Deux.", "e": "Cinq."}
    assert [refusal.partition(": ")[0] for refusal in refused] == [
        f"{path}, line 2",
        f"{path}, line 4",
        f"{path}, line 6",
    ]


def test_carriage_returns_and_field_counts_are_named(tmp_path: Path) -> None:
    path = file(tmp_path, "x.tsv", "id\ttext\na\tUn\rdeux\nb\nc\tx\ty\nd\tQuatre.\n")
    texts, refused, _ = rows_of(path)
    assert texts == {"d": "Quatre."}
    assert ["U+000D" in refused[0], "has 1 fields" in refused[1], "has 3 fields" in refused[2]] == [True] * 3
    _, (refusal,), _ = rows_of(file(tmp_path, "mac.csv", "id,text\ra,Un.\rb,Deux.\r"))
    assert "lines must end in a line feed" in refusal
