"""A pipe or a device in the place of a file is refused, and never waited for."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path

import pytest

from annotate.core import jsonl
from annotate.core.configs import configs_folder
from annotate.core.errors import ConfigError, InputError
from annotate.core.ordinary_files import is_stream, read_small
from annotate.core.yaml_file import read_yaml
from annotate.gold.load import load_gold
from annotate.studio.backup.file import open_backup

SAMPLE = configs_folder().parent / "exports" / "sample-1.0.0"


@pytest.fixture(params=["pipe", "device", "link to a device", "folder", "socket"])
def odd(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "odd"
    if request.param == "pipe":
        os.mkfifo(path)
    elif request.param == "device":
        path = Path("/dev/zero")
    elif request.param == "link to a device":
        path.symlink_to("/dev/zero")
    elif request.param == "folder":
        path.mkdir()
    else:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(str(path))
    return path


def test_what_is_no_ordinary_file_is_refused_everywhere(odd: Path) -> None:
    with pytest.raises(InputError, match="not an ordinary file"):
        list(jsonl.read_lines(odd))
    with pytest.raises(InputError, match="not an ordinary file"), jsonl.rereadable(odd):
        pass
    with pytest.raises(InputError, match="not an ordinary file"), open_backup(odd):
        pass
    with pytest.raises(ConfigError, match="not an ordinary file"):
        read_yaml(odd)


@pytest.mark.parametrize("name", ["splits.json", "manifest.json", "gold.jsonl", "SHA256SUMS"])
@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_a_release_with_a_pipe_or_device_is_refused(tmp_path: Path, name: str, kind: str) -> None:
    folder = tmp_path / "release"
    shutil.copytree(SAMPLE, folder)
    (folder / name).unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(folder / name)
    else:
        (folder / name).symlink_to("/dev/zero")
    with pytest.raises((InputError, ConfigError), match=name):
        gold = load_gold(folder)
        assert gold.splits and gold.manifest and gold.ontology
        list(gold)


def test_a_shells_pipe_is_read(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.write(writing, b'{"a": 1}\n')
    os.close(writing)
    assert list(jsonl.read_lines(Path(f"/dev/fd/{reading}"))) == [(1, {"a": 1})]
    os.close(reading)
    assert [is_stream(Path(name)) for name in ("-", "/dev/stdin", "/proc/self/fd/3", "/dev/zero", "a")] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_a_small_file_is_read_up_to_its_bound(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 10)
    assert read_small(tmp_path / "a", 10) == b"x" * 10
    with pytest.raises(InputError, match="more than 9 bytes"):
        read_small(tmp_path / "a", 9)
