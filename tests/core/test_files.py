"""Output files: whole or not at all, through links, never in the place of a device; one writer at a time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from annotate.core.errors import ConfigError, WriteError
from annotate.core.files import open_own, writing


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


@pytest.mark.parametrize("kind", ["link", "broken link", "hard link", "folder", "pipe", "device"])
def test_a_file_of_our_own_is_never_a_way_to_another(tmp_path: Path, kind: str) -> None:
    other, path = tmp_path / "other", tmp_path / "own"
    other.write_text("as it was")
    if kind == "link":
        path.symlink_to(other)
    elif kind == "broken link":
        path.symlink_to(tmp_path / "nowhere")
    elif kind == "hard link":
        path.hardlink_to(other)
    elif kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path = Path(os.devnull)
    with pytest.raises(WriteError, match=r"is a .*must be an ordinary one") as raised:
        open_own(path, os.O_RDWR)
    assert raised.value.where == str(path) and raised.value.exit_code == 6
    assert other.read_text() == "as it was" and not (tmp_path / "nowhere").exists()


def test_a_file_of_our_own_is_made_or_opened(tmp_path: Path) -> None:
    path = tmp_path / "own"
    for _ in range(2):
        handle = open_own(path, os.O_WRONLY | os.O_APPEND)
        os.write(handle, b"x")
        os.close(handle)
    assert path.read_text() == "xx"
