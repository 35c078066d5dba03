"""Parquet: types that are not strings, batches, and damaged files."""

from __future__ import annotations

import datetime
import decimal
import random
import sys
from pathlib import Path
from typing import Any

import pytest

from annotate.core.errors import MissingExtraError
from tests.corpus.reading import only_refusal, read

pa: Any = pytest.importorskip("pyarrow")
pq: Any = pytest.importorskip("pyarrow.parquet")


def written(folder: Path, columns: dict[str, Any], name: str = "x.parquet") -> Path:
    path = folder / name
    pq.write_table(pa.table(columns), path)
    return path


def test_rows_are_read_across_batches_and_other_columns_go_into_meta(tmp_path: Path) -> None:
    count = 500
    path = written(
        tmp_path,
        {
            "id": list(range(count)),
            "text": [f"Texte {n}." for n in range(count)],
            "published": [datetime.date(2024, 3, 5)] * count,
            "n": [float("nan") if n == 7 else 1.5 for n in range(count)],
            "price": [decimal.Decimal("1.50")] * count,
            "seen": [datetime.datetime(2024, 3, 5, 10)] * count,
            "tags": [["a", "b"]] * count,
            "desk": [None, *["monde"] * (count - 1)],
            "meta": ['{"k": 1}'] * count,
        },
    )
    articles, report = read(path, language="fr")
    assert len(articles) == count - 1
    assert articles[0].id == "0" and articles[0].published == "2024-03-05" and articles[0].language == "fr"
    assert articles[1].meta == {
        "n": 1.5,
        "price": "1.50",
        "seen": "2024-03-05T10:00:00",
        "tags": ["a", "b"],
        "desk": "monde",
        "k": 1,
    }
    assert "desk" not in articles[0].meta
    (refusal,) = report.refusals
    assert refusal.where == f"{path}, row 8" and "meta.n is nan" in refusal.what


def test_ids_that_pandas_made_to_floats_are_whole_again(tmp_path: Path) -> None:
    path = written(tmp_path, {"id": [1.0, float("nan"), None], "text": ["Un.", "Deux.", "Trois."]})
    articles, report = read(path)
    assert [article.id for article in articles] == ["1"]
    assert [refusal.where for refusal in report.refusals] == [f"{path}, row 2", f"{path}, row 3"]
    assert all("has no id" in refusal.what for refusal in report.refusals)


def test_line_ends_become_line_feeds(tmp_path: Path) -> None:
    (article,), _ = read(written(tmp_path, {"id": ["a"], "text": ["Un.\r\nDeux."]}))
    assert (article.text, article.meta) == ("Un.\nDeux.", {"line_ends": "crlf"})


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (pa.array(["Un.", "De\x00ux.", "Trois."]), "U+0000) at code point 2 "),
        (pa.array(["Un.", "De\rux.", "Trois."]), "U+000D) at code point 2 "),
        (pa.array(["Un.", None, "Trois."]), "has no text"),
        (pa.array(["Un.", "", "Trois."]), "the text is empty"),
        (pa.array([b"Un.", b"De\xffux.", b"Trois."]).view(pa.string()), "text is not UTF-8 at byte 2"),
    ],
)
def test_a_bad_row_is_refused_by_number_and_the_others_are_read(tmp_path: Path, text: Any, what: str) -> None:
    path = written(tmp_path, {"id": ["a", "b", "c"], "text": text})
    articles, report = read(path)
    assert [article.id for article in articles] == ["a", "c"]
    (refusal,) = report.refusals
    assert refusal.where == f"{path}, row 2" and what in refusal.what and refusal.remedy


def test_binary_is_refused(tmp_path: Path) -> None:
    refusal = only_refusal(written(tmp_path, {"id": ["a"], "text": [b"Un."]}))
    assert "it is binary" in refusal.what and "as a string" in refusal.remedy


def test_a_missing_column_is_named_with_those_found(tmp_path: Path) -> None:
    path = written(tmp_path, {"id": ["a"], "chapeau": ["Un."]})
    refusal = only_refusal(path)
    assert refusal.where == str(path)
    assert "no column text" in refusal.what and "'id', 'chapeau'" in refusal.what


def test_a_table_without_rows_says_so(tmp_path: Path) -> None:
    assert (
        "holds no article" in only_refusal(written(tmp_path, {"id": pa.array([], "string"), "text": []})).what
    )


@pytest.mark.parametrize("cut", [0, 3, 200])
def test_a_cut_file_is_refused(tmp_path: Path, cut: int) -> None:
    path = written(tmp_path, {"id": ["a"], "text": ["Un."]})
    path.write_bytes(path.read_bytes()[:cut])
    refusal = only_refusal(path)
    assert refusal.where == str(path) and "Parquet" in refusal.what and "again" in refusal.remedy


def test_a_damaged_file_never_ends_in_a_traceback(tmp_path: Path) -> None:
    path = written(tmp_path, {"id": [f"a{n}" for n in range(50)], "text": [f"Texte {n}." for n in range(50)]})
    good = path.read_bytes()
    chance = random.Random(0)
    for _ in range(300):
        data = bytearray(good)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(bytes(data))
        articles, report = read(path)
        assert len(articles) == 50 or report.refusals or report.notices


def test_without_pyarrow_the_line_that_installs_it_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, {"id": ["a"], "text": ["Un."]})
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'annotate-gold\[export\]'"):
        read(path)
