"""Output files: whole or not at all, through links, never in the place of a device; one writer at a time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from annotate.core.errors import ConfigError, WriteError
from annotate.core.files import writing


def write(path: Path, text: str = "new") -> None:
    with writing(path) as file:
        file.write(text)


def test_a_pipe_or_device_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(WriteError, match="a device or pipe"):
        write(tmp_path / "pipe")
    assert (tmp_path / "pipe").is_fifo()
    with pytest.raises(WriteError, match="a device or pipe"):
        write(Path("/dev/null"))
    assert Path("/dev/null").is_char_device()


def test_a_link_stays_and_its_target_gets_the_content(tmp_path: Path) -> None:
    (tmp_path / "target").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "target")
    write(tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() == "new"


def test_a_folder_or_a_dash_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(WriteError, match="is a folder"):
        write(tmp_path)
    with pytest.raises(ConfigError, match="Name a file with -o"):
        write(Path("-"))
    assert list(tmp_path.iterdir()) == []
