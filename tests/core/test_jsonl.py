"""JSON Lines: streamed, packed, and every fault named with file and line; nothing half-written."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotate.core import jsonl
from annotate.core.errors import InputError, WriteError
from annotate.core.record import Record
from tests.builders import meeting


@pytest.mark.parametrize("name", ["r.jsonl", "r.jsonl.gz"])
def test_what_is_written_is_read_back(tmp_path: Path, name: str) -> None:
    written = [meeting(f"a{index}") for index in range(5)]
    assert jsonl.write(tmp_path / name, written) == 5
    assert list(jsonl.read_records(tmp_path / name)) == written


def test_the_same_records_give_the_same_bytes_packed_or_not(tmp_path: Path) -> None:
    for name in ("a.jsonl", "b.jsonl", "a.jsonl.gz", "b.jsonl.gz"):
        jsonl.write(tmp_path / name, [meeting()])
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()
    assert (tmp_path / "a.jsonl.gz").read_bytes() == (tmp_path / "b.jsonl.gz").read_bytes()


def test_reading_is_a_stream(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text(meeting().to_json() + "\nnot json\n", encoding="utf-8")
    lines = jsonl.read_records(path)
    assert next(lines).article.id == "a1"
    with pytest.raises(InputError, match="JSON") as refused:
        next(lines)
    assert str(refused.value.where).endswith("r.jsonl, line 2")


@pytest.mark.parametrize(
    ("second_line", "said"),
    [
        (b"not json", "is not JSON at character 1"),
        (b'{"format": 1', "A truncated file ends like this"),
        (b"[1]", "holds a list"),
        (b'{"a": ' + b"[" * 100_000, "nest a few hundred levels deep"),
        (b'{"a": ' + b"1" * 5_000 + b"}", "4,300 digits"),
        (b'{"a": "\xff"}', "not UTF-8 at byte 7"),
        (b'{"format": 2}', "format"),
        (b'{"format": 1, "article": {"id": "x"}}', "article.text"),
    ],
)
def test_a_bad_line_is_named_with_file_line_and_remedy(tmp_path: Path, second_line: bytes, said: str) -> None:
    path = tmp_path / "r.jsonl"
    path.write_bytes(meeting().to_json().encode() + b"\n" + second_line + b"\n")
    with pytest.raises(InputError) as refused:
        list(jsonl.read_records(path))
    assert f"{path}, line 2" in str(refused.value)
    assert said in str(refused.value)


def test_a_byte_order_mark_and_blank_lines_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + meeting().to_json().encode() + b"\n\n  \n")
    assert len(list(jsonl.read_records(path))) == 1


def test_a_cut_gzip_gives_its_good_lines_and_then_names_the_place(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl.gz"
    packed = gzip.compress(
        b"".join(os.urandom(40).hex().encode().join([b'{"a": "', b'"}\n']) for _ in range(9999))
    )
    path.write_bytes(packed[: len(packed) // 2])
    read = 0
    with pytest.raises(InputError, match="after line"):
        for _ in jsonl.read_lines(path):
            read += 1
    assert read > 100


def test_a_file_that_is_not_there_or_not_gzip_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        list(jsonl.read_lines(tmp_path / "none.jsonl"))
    (tmp_path / "x.jsonl.gz").write_text("plain")
    with pytest.raises(InputError, match="Not a gzipped file"):
        list(jsonl.read_lines(tmp_path / "x.jsonl.gz"))


def test_standard_input_is_a_dash(monkeypatch: pytest.MonkeyPatch) -> None:
    given = io.TextIOWrapper(io.BytesIO(b'{"a": 1}\n'))
    monkeypatch.setattr(sys, "stdin", given)
    assert list(jsonl.read_lines(Path("-"))) == [(1, {"a": 1})]


def test_a_write_that_fails_half_way_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    jsonl.write(path, [meeting("old")])
    before = path.read_bytes()

    def failing() -> Iterator[Record]:
        yield meeting("new")
        raise RuntimeError("the labeler died")

    with pytest.raises(RuntimeError):
        jsonl.write(path, failing())
    assert path.read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == ["r.jsonl"]


def test_an_error_of_the_source_is_not_taken_for_one_of_writing(tmp_path: Path) -> None:
    def cut_off() -> Iterator[Record]:
        yield meeting("new")
        raise ConnectionResetError("the source went away")

    with pytest.raises(ConnectionResetError):
        jsonl.write(tmp_path / "r.jsonl", cut_off())
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_a_write_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(WriteError) as refused:
        jsonl.write(tmp_path / "file" / "r.jsonl", [meeting()])
    assert refused.value.exit_code == 6
    assert "Nothing there was changed" in str(refused.value)


def test_lines_are_plain_json_with_letters_as_they_are(tmp_path: Path) -> None:
    jsonl.write(tmp_path / "r.jsonl", [meeting()])
    line = (tmp_path / "r.jsonl").read_text(encoding="utf-8")
    assert "rencontré" in line
    assert json.loads(line)["format"] == 1


@pytest.mark.parametrize("key", ["article", "label", "start"])
def test_a_key_that_is_there_twice_is_named_with_its_line(tmp_path: Path, key: str) -> None:
    line = meeting().to_json()
    at = line.index(f'"{key}":')
    (tmp_path / "x.jsonl").write_text(f'{meeting("b").to_json()}\n{line[:at]}"{key}": 1, {line[at:]}\n')
    with pytest.raises(InputError, match=f"has the key '{key}' more than once") as raised:
        list(jsonl.read_records(tmp_path / "x.jsonl"))
    assert raised.value.where == f"{tmp_path / 'x.jsonl'}, line 2" and raised.value.remedy
