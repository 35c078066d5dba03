"""Unusable options and files of `annotate release` are refused with the place, and nothing is written."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from annotate.core import jsonl
from annotate.core.annotation import Status
from annotate.core.article import Article
from annotate.core.record import Record
from annotate.corpus.read import read_articles
from tests.builders import meeting
from tests.commands import PROGRAM, Annotate, said

FROM = ("--from", "answers.jsonl")


@pytest.fixture
def answers(project: Path) -> Path:
    records = [meeting(f"a{number}", Status.SUBMITTED, "ana@example.org") for number in range(2)]
    jsonl.write(project / "answers.jsonl", records)
    return project


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--test-from", "2025-02-30"),
        ("--test-from", "٢٠٢٥"),
        ("--split", "８0/10/10"),
        ("--version", "1.0.00"),
        ("--version", "01.0.0"),
        ("--version", "١.0.0"),
    ],
)
def test_values_that_only_look_right_are_refused(
    annotate: Annotate, answers: Path, option: str, value: str
) -> None:
    said(annotate("release", "create", "x", *FROM, option, value), 2, value)
    assert not (answers / "exports").exists()


@pytest.mark.parametrize(
    ("place", "key", "value", "why"),
    [
        ("article", "meta", '{"x": NaN}', "NaN, which is no number"),
        ("article", "meta", '{"x": [-Infinity]}', "-Infinity, which is no number"),
        ("article", "meta", '{"x": 1e999}', "1e999, which is no number"),
        ("annotation", "lead_time_s", "Infinity", "Infinity, which is no number"),
        ("annotation", "lead_time_s", "1e308", "lead_time_s"),
        ("annotation", "created_at", '"0001-01-01T00:00:00+23:59"', "created_at: the time is before"),
        ("annotation", "updated_at", '"9999-12-31T23:59:59-23:59"', "updated_at: the time is before"),
    ],
)
def test_values_that_no_release_can_hold_are_refused_with_the_line(
    annotate: Annotate, answers: Path, place: str, key: str, value: str, why: str
) -> None:
    lines = (answers / "answers.jsonl").read_text(encoding="utf-8").splitlines()
    data: dict[str, Any] = json.loads(lines[1])
    data[place][key] = "HERE"
    lines[1] = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace('"HERE"', value)
    (answers / "answers.jsonl").write_text("\n".join(lines), encoding="utf-8")
    said(annotate("release", "create", "x", *FROM), 5, "line 2", why)


def test_the_words_nan_and_infinity_may_stand_in_a_text(tmp_path: Path) -> None:
    article = Article(id="a", text='Valeurs :NaN, [Infinity et -Infinity, "x":NaN')
    jsonl.write(tmp_path / "a.jsonl", [article])
    assert list(jsonl.read(tmp_path / "a.jsonl", Article)) == [article]


@pytest.mark.parametrize("command", ["create y --from answers.jsonl", "figures exports/x-1.0.0 sources"])
def test_an_output_without_the_characters_shows_escapes(
    annotate: Annotate, answers: Path, command: str
) -> None:
    records = list(jsonl.read_records(answers / "answers.jsonl"))
    named = [Record.of(one.article.with_(source="Le Télégramme 😀"), one.annotation) for one in records]
    jsonl.write(answers / "answers.jsonl", [*named, meeting("é😀", Status.DRAFT, "ana@example.org")])
    assert annotate("release", "create", "x", *FROM).code == 0
    ended = subprocess.run(
        [*PROGRAM, "release", *command.split()],
        cwd=answers,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "COLUMNS": "200"},
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    if command.startswith("figures"):
        assert b"Le T\\u00e9l\\u00e9gramme \\ud83d\\ude00" in ended.stdout


def test_figures_of_a_changed_release_are_refused(annotate: Annotate, answers: Path) -> None:
    assert annotate("release", "create", "x", *FROM).code == 0
    manifest = answers / "exports" / "x-1.0.0" / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"articles": 2', '"articles": 3'))
    said(annotate("release", "figures", "exports/x-1.0.0"), 5, "manifest.json")


@pytest.mark.parametrize("name", [b"s3:", b"caf\xe9", b"http:"])
def test_a_folder_may_have_any_name(
    annotate: Annotate, answers: Path, name: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(os.fsdecode(name))
    assert annotate("release", "create", "x", *FROM).code == 0
    folder.mkdir()
    (answers / "exports" / "x-1.0.0").rename(folder / "x-1.0.0")
    verified = annotate("release", "verify", str(folder / "x-1.0.0"), "--json")
    assert verified.code == 0, verified
    given = read_articles([str(folder / "x-1.0.0" / "gold.parquet")])
    assert [article.id for article in given] == ["a0", "a1"]
