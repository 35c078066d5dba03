"""Which column or key holds which field: usual names, names that the user gives, and what is unclear."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from annotate.core.errors import ConfigError
from annotate.corpus.read import read_articles
from tests.corpus.reading import file, only_refusal, read

WANTED = {"id": "a", "text": "Un, deux | trois.", "title": "Titre", "published": "2025-03-04"}


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("ID;Title;Text;Published", ["';'"]),
        ("sep=;\nID;Title;Text;Published", ["';'"]),
        ('"sep=;"\r\n id ; TITLE ;text; Published ', ["';'"]),
        ("guid;headline;content;date", ["';'", "'guid' is read as id", "'content' is read as text"]),
        ("\ufeffKey;Headline;Body;Publication Date", ["';'", "'Body' is read as text", "byte order mark"]),
        ("article_id;Headline;ARTICLE;publication_date", ["'ARTICLE' is read as text"]),
        ("\u200bid;title;\ufefftext;published\u200e", ["';'"]),
        (
            "Identifiant;Titre;Texte;Date de publication",
            ["'Texte' is read as text", "'Titre' is read as title"],
        ),
        ("ID;Titel;Text;Datum", ["'Titel' is read as title", "'Datum' is read as published"]),
        ("id;Título;Cuerpo;Fecha", ["'Título' is read as title", "'Fecha' is read as published"]),
        ("id;Ti\u0301tulo;TEXTO;fecha_de_publicación", ["is read as title", "'TEXTO' is read as text"]),
        ("Article-ID;head line;Body.;Pub. Date", ["'Pub. Date' is read as published"]),
        ("articleId;Überschrift;corps;publication-date", ["'publication-date' is read as published"]),
    ],
)
def test_a_header_of_another_program_is_read_and_said(tmp_path: Path, header: str, said: list[str]) -> None:
    path = file(tmp_path, "x.csv", f"{header}\na;Titre;Un, deux | trois.;2025-03-04\n")
    (article,), report = read(path)
    assert {name: value for name, value in article.to_dict().items() if name != "meta"} == WANTED
    assert not report.refusals
    notices = "\n".join(map(str, report.notices))
    assert all(words in notices for words in said), notices


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("name", ["x.csv", "x.tsv"])
def test_the_header_shows_how_columns_are_separated(tmp_path: Path, name: str, delimiter: str) -> None:
    content = f"Nr{delimiter}Key{delimiter}Body\n1{delimiter}a{delimiter}Un.\n"
    (article,), report = read(file(tmp_path, name, content))
    assert (article.id, article.text, article.meta) == ("a", "Un.", {"Nr": "1"})
    usual = delimiter == (",", "\t")[name == "x.tsv"]
    assert any("separated by" in notice.what for notice in report.notices) is not usual


def test_the_exact_name_goes_before_another_and_that_is_said(tmp_path: Path) -> None:
    table = file(tmp_path, "x.csv", "id,text,content,key\na,Un.,Deux.,k\n")
    lines = file(tmp_path, "x.jsonl", '{"id": "b", "text": "Un.", "content": "Deux.", "key": "k"}\n' * 2)
    articles, report = read(table, lines)
    assert [(article.text, article.meta) for article in articles] == [
        ("Un.", {"content": "Deux.", "key": "k"})
    ] * 2
    for path in (table, lines):
        said = [notice.what for notice in report.notices if notice.where == str(path)]
        assert len(said) == 2, "once for a file"
        assert "'text' is read as text; 'content' went into meta" in said[1]
        assert "--map text=content" in said[1]


def test_two_names_of_which_none_is_exact_are_refused_or_left_in_meta(tmp_path: Path) -> None:
    refusal = only_refusal(file(tmp_path, "x.csv", "id,body,content\na,Un.,Deux.\n"))
    assert "'body' and 'content', and each could be the text" in refusal.what
    assert "--map text=body" in refusal.remedy
    refusal = only_refusal(file(tmp_path, "y.jsonl", '{"id": "a", "body": "Un.", "content": "Deux."}\n'))
    assert refusal.where.endswith("line 1") and "--map text=body" in refusal.remedy
    path = file(tmp_path, "z.csv", "id,text,date,publication_date\na,Un.,2024-01-01,2025-01-01\n")
    (article,), report = read(path)
    assert article.published is None
    assert article.meta == {"date": "2024-01-01", "publication_date": "2025-01-01"}
    assert "could each be published" in report.notices[0].what


def test_a_map_names_the_columns_of_every_format(tmp_path: Path) -> None:
    row = {"Nr": "a", "text": "x", "Chapeau": "Un."}
    inputs = [
        file(tmp_path, "x.csv", "Nr;text;Chapeau\na;x;Un.\n"),
        file(tmp_path, "x.tsv", "Nr\ttext\tChapeau\na\tx\tUn.\n"),
        file(tmp_path, "x.jsonl", json.dumps(row) + "\n"),
        tmp_path / "x.parquet",
    ]
    write: Any = pq.write_table  # it has no type hints
    write(pa.table({name: [value] for name, value in row.items()}), inputs[3])
    for path in inputs:
        stream = read_articles([path], columns={"text": "chapeau", "id": "Nr"})
        (article,) = stream
        assert (article.id, article.text, article.meta) == ("a", "Un.", {"text": "x"}), path
        assert not stream.report.refusals


def test_a_column_that_cannot_be_told_is_asked_for_with_the_line_to_write(tmp_path: Path) -> None:
    refusal = only_refusal(file(tmp_path, "x.csv", "id;Le texte;Rubrique\na;Un.;monde\n"))
    assert refusal.what == "has no column text; its columns are 'id', 'Le texte', 'Rubrique'."
    assert "--map 'text=Le texte'" in refusal.remedy
    refusal = only_refusal(file(tmp_path, "y.jsonl", '{"nr": 7, "text": "Un."}'))
    assert refusal.what == "has no id; its keys are 'nr', 'text'."
    assert "--map id=nr" in refusal.remedy


def test_a_map_to_nothing_is_refused(tmp_path: Path) -> None:
    path = file(tmp_path, "x.csv", "id,text\na,Un.\n")
    stream = read_articles([path], columns={"text": "body"})
    assert list(stream) == []
    assert "no column 'body'; its columns are 'id', 'text'" in stream.report.refusals[0].what
    with pytest.raises(ConfigError, match="no field 'texte'"):
        read_articles([path], columns={"texte": "body"})


def test_a_key_that_is_there_twice_is_refused_with_its_name(tmp_path: Path) -> None:
    lines = [
        '{"id": "a", "text": "Un.", "text": "Deux."}',
        '{"id": "b", "text": "B.", "meta": {"n": 1, "n": 2}}',
    ]
    articles, report = read(file(tmp_path, "x.jsonl", "\n".join([*lines, '{"id": "c", "text": "C."}'])))
    assert [article.id for article in articles] == ["c"]
    assert ["'text' more than once" in report.refusals[0].what, "'n' more" in report.refusals[1].what] == [
        True
    ] * 2


@pytest.mark.parametrize("header", ["id,te\0xt,text", "id,text,no\0te", "id,text,a\x1bb"])
def test_a_control_character_in_a_column_name_refuses_the_table_once(tmp_path: Path, header: str) -> None:
    refusal = only_refusal(file(tmp_path, "x.csv", f"{header}\na,Un.,x\nb,Deux.,y\n"))
    assert "a control character (U+00" in refusal.what and refusal.what.isprintable()


def test_the_same_column_twice_is_refused_in_any_case(tmp_path: Path) -> None:
    assert "'text' more than once" in only_refusal(file(tmp_path, "x.csv", "id, text,text\na,b,c\n")).what
    assert "'Text' and 'TEXT'" in only_refusal(file(tmp_path, "y.csv", "id,Text,TEXT\na,b,c\n")).what


def test_every_column_of_a_table_is_a_field_or_named_as_kept_in_meta(tmp_path: Path) -> None:
    header = "ID,Body Text,Pub. Date,Titel,Desk No.,Datum,Sprache\n"
    path = file(tmp_path, "x.csv", f"{header}a,Un.,2024-03-04,T,7,gestern,Deutsch\n")
    stream = read_articles([path], columns={"text": "Body Text"})
    (article,) = stream
    assert article.to_dict() == {
        "id": "a",
        "text": "Un.",
        "title": "T",
        "meta": {"Desk No.": "7", "Pub. Date": "2024-03-04", "Datum": "gestern", "language_raw": "Deutsch"},
    }
    said = "\n".join(notice.what for notice in stream.report.notices)
    for name in ("'Pub. Date' and 'Datum' could each be published", "'Desk No.' is kept in meta"):
        assert name in said, said
    assert "'Deutsch', which is no code such as fr; it is meta.language_raw" in said


def test_keys_of_another_program_that_go_into_meta_are_named_once(tmp_path: Path) -> None:
    lines = '{"id": "a", "texte": "Un.", "x": 1}\n{"id": "b", "texte": "Deux.", "x": 1, "y": 2}\n'
    _, report = read(file(tmp_path, "x.jsonl", lines))
    assert [notice.what for notice in report.notices] == [
        "'texte' is read as text.",
        "the key 'x' is kept in meta.",
        "the key 'y' is kept in meta.",
    ]
    own = '{"id": "a", "text": "Un.", "x": 1}\n'
    assert not read(file(tmp_path, "own.jsonl", own))[1].notices, "as the guide says"


def test_an_id_that_is_there_twice_names_what_to_change(tmp_path: Path) -> None:
    table = file(tmp_path, "x.csv", "Key;Text\na;Un.\na;Deux.\n")
    lines = file(tmp_path, "y.jsonl", '{"guid": "b", "text": "Un."}\n{"guid": "b", "text": "Deux."}\n')
    _, report = read(table, lines)
    first, second = (str(refusal) for refusal in report.refusals)
    assert "used for another text" in first and "change the cell in the column 'Key' of row 2" in first
    assert "change the key 'guid' in line 2" in second
