"""A command that replaces a file says so on standard error, with what was in it."""

from __future__ import annotations

import gzip
import os
import re
from datetime import datetime
from pathlib import Path

import pytest

from annotate.cli.replaced_outputs import told_if_replaced
from tests.commands import Annotate


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_replaced_output_is_named_with_its_lines_and_its_date(tmp_path: Path, annotate: Annotate) -> None:
    old = tmp_path / "guide.html"
    old.write_text("one\ntwo\nthree")
    moment = datetime(2025, 3, 4, 5, 6).timestamp()
    os.utime(old, (moment, moment))
    ended = annotate("guidelines", "-o", "guide.html")
    assert (ended.code, ended.err) == (0, "Replaced guide.html (3 lines, from 2025-03-04 05:06).\n")
    assert annotate("guidelines", "-o", "guide.html", "--quiet").err == ""
    assert annotate("guidelines", "-o", "new.html").err == ""


def test_an_output_that_was_not_written_is_not_called_replaced(tmp_path: Path, annotate: Annotate) -> None:
    (tmp_path / "s.jsonl").write_text("{}\n")
    ended = annotate("import", "nothing.xmi", "--format", "cas", "-o", "s.jsonl")
    assert ended.code != 0
    assert "Replaced" not in ended.err


def test_a_file_that_is_no_text_is_told_by_its_size(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    packed = tmp_path / "s.jsonl.gz"
    packed.write_bytes(gzip.compress(os.urandom(300_000)) + b"\0")
    with told_if_replaced([packed, None, "no path", tmp_path, tmp_path / "new"]):
        packed.unlink()
        packed.write_bytes(b"another")
        (tmp_path / "new").write_text("new")
    assert re.fullmatch(
        r"Replaced .*s\.jsonl\.gz \(0\.3 MB, from [-\d]{10} [:\d]{5}\)\.\n", capsys.readouterr().err
    )


def test_it_is_said_even_if_the_command_fails_later(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.html"
    page.write_text("one\n")
    with pytest.raises(OSError, match="later"), told_if_replaced([page]):
        (tmp_path / "next").write_text("another")
        (tmp_path / "next").replace(page)
        raise OSError("later")
    assert "page.html (1 line, from" in capsys.readouterr().err
