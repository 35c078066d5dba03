"""Quotation marks in tables: what a mark encloses, and that no mark swallows the rows below it."""

from __future__ import annotations

import re
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
    assert refusal.startswith(f"{path}, row 2 (lines 3–4): a field begins with a quotation mark")
    assert "these lines are no clear rows" in refusal and ".jsonl" in refusal


@pytest.mark.parametrize(
    ("lines", "last"),
    [
        ('1\t"A\n2\tB"\tt', 4),  # one cell, or two rows of which the first lacks a field
        ('1\t"A\n\n2\tB"\tt', 5),
        ('1\t"A\tx\ty\n2\tB"\tt', 4),  # one tab too many
        ('1\t"Il dit ""x"" et\n\nva\tlà"\tt', 5),
        ('1\t"A"\t"t\n2\tB\tt"', None),  # both are complete rows
        ('"A\tx\n2\tB"\tt', 4),
        ('1\t"A\nB\t"\tt', 4),
    ],
)
def test_lines_of_a_tsv_with_tabs_are_never_joined_by_a_quotation_mark(
    tmp_path: Path, lines: str, last: int | None
) -> None:
    path = file(tmp_path, "x.tsv", f"id\ttext\ttitle\n0\tZ\tz\n{lines}\n3\tC\tt\n")
    texts, refused, _ = rows_of(path)
    assert (texts["0"], texts["3"]) == ("Z", "C")
    if last is None:
        assert texts == {"0": "Z", "1": "A", "2": "B", "3": "C"} and not refused
    else:
        assert texts == {"0": "Z", "3": "C"}
        assert [refusal.partition(": ")[0] for refusal in refused] == [f"{path}, row 2 (lines 3–{last})"]


def test_lines_that_a_tsv_joins_to_one_cell_are_named(tmp_path: Path) -> None:
    path = file(tmp_path, "x.tsv", 'id\ttext\ttitle\na\t"Un\n\ndeux."\tx\nb\tDeux\ty\n')
    texts, refused, (notice,) = rows_of(path)
    assert texts == {"a": "Un\n\ndeux.", "b": "Deux"} and not refused
    assert notice.startswith(f"{path}, row 1 (lines 2–4): these lines were read as one row")


NAMED = re.compile(r"row \d+ \(lines? (\d+)(?:–(\d+))?\)")


def named_lines(sentences: list[str]) -> set[int]:
    """The numbers of all lines that refusals or notices name."""
    return {
        line
        for sentence in sentences
        for first, last in NAMED.findall(sentence)
        for line in range(int(first), int(last or first) + 1)
    }


FRAGMENTS = ['"', '""', "a", "b c", "{d}", " ", "\n", "{n}{d}", '{n}{d}"']


@pytest.mark.parametrize(("suffix", "delimiter"), [("tsv", "\t"), ("csv", ","), ("csv", ";")])
@examples(120, suppress=[HealthCheck.function_scoped_fixture])
@given(written=st.lists(st.lists(st.sampled_from(FRAGMENTS), max_size=6).map("".join), max_size=6))
def test_each_line_is_an_article_or_named(
    tmp_path: Path, suffix: str, delimiter: str, written: list[str]
) -> None:
    body = "".join(
        f"{number}{{d}}{text}\n".replace("{n}", f"1{number}").replace("{d}", delimiter)
        for number, text in enumerate(written)
    )
    content = f"id{delimiter}text\n{body}"
    path = file(tmp_path, f"x.{suffix}", content)
    articles, report = read(path)
    named = named_lines([*map(str, report.refusals), *map(str, report.notices)])
    own_line = {f"{article.id}{delimiter}" for article in articles if "\n" not in article.text}
    for number, line in enumerate(content.split("\n")[1:], start=2):
        if line.strip(f'"{delimiter} ') and number not in named and not line.startswith(tuple(own_line)):
            # Only the lines of a CSV field that hold no delimiter below the first one need no naming.
            assert suffix == "csv", (line, named)
            assert delimiter not in line or line.startswith(
                tuple(f"{item.id}{delimiter}" for item in articles)
            )


def test_lines_of_a_malformed_csv_are_all_named_and_the_rows_below_keep_their_numbers(tmp_path: Path) -> None:
    rows = "".join(f'{number},"x {number}\n' for number in range(1, 7))
    path = file(tmp_path, "x.csv", f"id,text\n{rows}7\n8,Huit\n")
    texts, refused, _ = rows_of(path)
    assert texts == {"8": "Huit"}
    assert [refusal.partition(": ")[0] for refusal in refused] == [
        f"{path}, row 1 (lines 2–3)", f"{path}, row 3 (lines 4–5)", f"{path}, row 5 (lines 6–7)",
        f"{path}, row 7 (line 8)",
    ]  # fmt: skip
    assert "These 2 lines were not read." in refused[0]
    path = file(tmp_path, "y.csv", 'id;text\n1;"a\n2;b\n3;c";\n4;d\n')
    assert rows_of(path)[1][0].startswith(f"{path}, row 1 (lines 2–4): has 3 fields")
    path = file(tmp_path, "z.csv", 'id,text\n1,a\n2,"b\n3,c\n\n4,d\n')
    (refusal,) = rows_of(path)[1]
    assert refusal.startswith(f"{path}, row 2 (lines 3–6): ") and "The 3 lines after it were not" in refusal


def test_a_csv_cell_of_several_lines_with_the_delimiter_is_named(tmp_path: Path) -> None:
    path = file(tmp_path, "x.csv", 'id,text\n1,a\n2,"b\n3,c, d\n4,d"\n5,e\n')
    texts, refused, (notice,) = rows_of(path)
    assert texts == {"1": "a", "2": "b\n3,c, d\n4,d", "5": "e"} and not refused
    assert notice.startswith(f"{path}, row 2 (lines 3–5): has a quoted field that spans 3 lines, and some of")
    path = file(
        tmp_path, "y.csv", 'id,text\n1,"Hier, il\na plu."\n2,"Un.\nOui, dit-il, .."\n3,"Un\nOr, x, y"\n'
    )
    texts, refused, (notice,) = rows_of(path)
    assert len(texts) == 3 and not refused
    rows = "row 2 (lines 4–5), row 3 (lines 6–7)"
    assert notice == f"{path}: quoted fields span several lines and hold ',' in them: {rows}."


def test_a_quote_left_open_in_a_csv_names_its_row_and_what_could_be_rows_is_said(tmp_path: Path) -> None:
    path = file(tmp_path, "x.csv", 'id,text,title\na,Un.,x\nb,"Deux,y\nc,Trois.,z\n')
    texts, (refusal,), _ = rows_of(path)
    assert texts == {"a": "Un."}
    assert refusal.startswith(f"{path}, row 2 (lines 3–4): is not well-formed: a quote is opened in it")
    assert "The line after it was not read." in refusal
    path = file(tmp_path, "y.csv", 'id,text,title\nb,"Deux,y\nc,Trois",z\nd,Quatre.,w\n')
    texts, refused, (notice,) = rows_of(path)
    assert texts == {"b": "Deux,y\nc,Trois", "d": "Quatre."} and not refused
    assert notice.startswith(f"{path}, row 1 (lines 2–3): has a quoted field that spans 2 lines")


def test_a_bad_byte_spoils_its_row_of_a_tsv_alone(tmp_path: Path) -> None:
    path = file(
        tmp_path, "x.tsv", b'id\ttext\na\tcaf\xe9\nb\tDeux.\nc\t"Tr\xe9\nois."\nd\t"Q\xe9\ne\tCinq.\n'
    )
    texts, refused, _ = rows_of(path)
    assert texts == {"b": "Deux.", "e": "Cinq."}
    assert [refusal.partition(": ")[0] for refusal in refused] == [
        f"{path}, line 2",
        f"{path}, row 3 (lines 4–5)",
        f"{path}, line 6",
    ]


def test_carriage_returns_and_field_counts_are_named(tmp_path: Path) -> None:
    path = file(tmp_path, "x.tsv", "id\ttext\na\tUn\rdeux\nb\nc\tx\ty\nd\tQuatre.\n")
    texts, refused, _ = rows_of(path)
    assert texts == {"d": "Quatre."}
    assert ["U+000D" in refused[0], "has 1 fields" in refused[1], "has 3 fields" in refused[2]] == [True] * 3
    _, (refusal,), _ = rows_of(file(tmp_path, "mac.csv", "id,text\ra,Un.\rb,Deux.\r"))
    assert "lines must end in a line feed" in refusal
