"""Values whose names collide with each other or with those that reading adds; articles read twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tests.corpus.reading import file, read
from tests.examples import examples


def test_a_key_inside_meta_does_not_replace_another_column(tmp_path: Path) -> None:
    inside = '"{""country"":""DE"",""desk"":""x""}"'
    for name, content in (
        ("x.csv", f"id,text,country,desk,meta\n1,a,FR,x,{inside}\n"),
        (
            "x.jsonl",
            '{"id":"1","text":"a","country":"FR","desk":"x","meta":{"country":"DE","desk":"x"}}\n',
        ),
    ):
        ((article,), report) = read(file(tmp_path, name, content))
        assert article.meta == {"country": "DE", "desk": "x", "country_2": "FR"}
        (notice,) = [item for item in report.notices if "also inside meta" in item.what]
        assert "'country'" in notice.what and "meta.country_2" in notice.what


@pytest.mark.parametrize(
    ("name", "own", "content"),
    [
        ("published_raw", "vague", "id,text,published,published_raw\n1,a,vague,mine\n"),
        ("published_raw", "2025-01-02T10:00", "id,text,date,published_raw\n1,a,2025-01-02T10:00,mine\n"),
        ("language_raw", "français", "id,text,language,language_raw\n1,a,français,mine\n"),
        ("line_ends", "crlf", 'id,text,line_ends\r\n1,"a\r\nb",mine\r\n'),
        ("bom_dropped", True, "\ufeffid,text,bom_dropped\n1,a,mine\n"),
        ("bom_dropped", True, '\ufeff{"id":"1","text":"a","bom_dropped":"mine"}\n'),
        ("bom_dropped", True, '\ufeff{"article":{"id":"1","text":"a","meta":{"bom_dropped":"mine"}}}\n'),
        ("line_ends", "crlf", '{"id":"1","text":"a\\r\\nb","meta":{"line_ends":"mine"}}\n'),
    ],
)
def test_what_reading_notes_does_not_replace_a_value_of_the_file(
    tmp_path: Path, name: str, own: object, content: str
) -> None:
    path = file(tmp_path, "x.jsonl" if "{" in content else "x.csv", content)
    ((article,), report) = read(path)
    assert article.meta == {name: "mine", f"{name}_2": own}
    assert any(f"meta.{name}_2" in notice.what for notice in report.notices)


def test_what_was_noted_before_is_not_noted_twice(tmp_path: Path) -> None:
    (first,) = read(file(tmp_path, "x.csv", '\ufeffid,text,date\r\n1,"a\r\nb",vague\r\n'))[0]
    (again,) = read(file(tmp_path, "y.jsonl", "\ufeff" + json.dumps({"article": first.to_dict()})))[0]
    assert again.meta == first.meta == {"bom_dropped": True, "line_ends": "crlf", "published_raw": "vague"}


NAMES = ["a", "a_2", "a_3", "line_ends", "line_ends_2"]
VALUES = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["x", "y", "z"]))


@examples(100, suppress=[HealthCheck.function_scoped_fixture])
@given(outer=VALUES, inner=VALUES)
def test_no_value_of_a_file_is_lost(tmp_path: Path, outer: dict[str, str], inner: dict[str, str]) -> None:
    line = json.dumps({"id": "1", "text": "a\r\nb", **outer, "meta": inner})
    ((article,), _) = read(file(tmp_path, "x.jsonl", line + "\n"))
    kept = dict(article.meta)
    for name, value in inner.items():
        assert kept[name] == value
    for name, value in [*outer.items(), ("line_ends", "crlf")]:
        assert value in [kept[other] for other in kept if other.startswith(name)]


def test_an_article_read_twice_says_what_differs_beside_the_text(tmp_path: Path) -> None:
    first: dict[str, str | None] = {"id": "1", "text": "a", "title": "Un", "url": "u", "country": "FR"}
    others: list[dict[str, str | None]] = [
        {},
        {"title": "Deux"},
        {"title": None, "language": "fr"},
        {"country": "DE"},
        {"desk": "x"},
    ]
    lines = "".join(json.dumps({**first, **other}) + "\n" for other in others)
    articles, report = read(file(tmp_path, "x.jsonl", lines))
    assert [article.title for article in articles] == ["Un"]
    said = [item.what.partition("read once.")[2] for item in report.notices if "same article" in item.what]
    assert said == [
        " Its title differs: the first was kept.",
        " Its title and language differ: the first was kept.",
        " Its meta differs: the first was kept.",
        " Its meta differs: the first was kept.",
    ]


def test_line_ends_and_marks_of_a_file_make_no_other_article(tmp_path: Path) -> None:
    one = file(tmp_path, "a.csv", 'id,text\n1,"a\nb"\n')
    two = file(tmp_path, "b.csv", '\ufeffid,text\r\n1,"a\r\nb"\r\n')
    _, report = read(one, two)
    (notice,) = [item for item in report.notices if "same article" in item.what]
    assert notice.what.endswith("read once.")
