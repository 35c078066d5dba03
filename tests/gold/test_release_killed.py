"""A run that is killed leaves no release or a complete one, and the next run removes what is left of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from annotate.core import jsonl
from annotate.core.annotation import Status
from annotate.core.errors import ConfigError
from annotate.core.record import Record
from annotate.gold.load import load_gold
from annotate.gold.release_folder import building
from tests.builders import meeting
from tests.gold.releases import release

ROOT = Path(__file__).parents[2]


def submitted(article: str) -> Record:
    return meeting(article, Status.SUBMITTED, "ana@example.org")


def test_a_run_killed_at_any_step_leaves_no_release_or_a_complete_one(tmp_path: Path) -> None:
    jsonl.write(tmp_path / "answers.jsonl", [submitted(f"a{number}") for number in range(6)])
    ended = subprocess.run(
        [sys.executable, "-m", "tests.gold.killed_release"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    steps = [json.loads(line) for line in ended.stdout.splitlines() if line.startswith("{")]
    *killed, last, again = steps
    assert len(killed) == 10
    for step in [*killed, last]:
        assert step["ended"] == -9, step
        hidden = [name for name in step["names"] if name.startswith(".x-1.0.0.")]
        assert len(hidden) == 1, "what the run before has left was not removed"
        complete = step is last
        assert step["names"] == hidden + ["x-1.0.0"] * complete, step
        assert step["articles"] == (6 if complete else None), step
    assert again == {"step": "again", "ended": 2, "names": ["x-1.0.0"], "articles": 6}


def test_after_a_killed_run_the_same_command_makes_the_release(tmp_path: Path) -> None:
    left = tmp_path / "exports" / ".tiny-1.0.0.abcd1234"
    (left / "release").mkdir(parents=True)
    (left / "release" / "gold.jsonl").write_text("half")
    (left / "work").mkdir()
    made = release(tmp_path, [submitted("a")])
    assert [path.name for path in made.folder.parent.iterdir()] == ["tiny-1.0.0"]
    assert len(list(load_gold(made.folder))) == 1


def test_what_a_living_run_writes_is_not_taken_for_something_left_over(tmp_path: Path) -> None:
    target = tmp_path / "exports" / "tiny-1.0.0"
    with pytest.raises(ConfigError, match="this release exists"), building(target) as slow:
        (slow.release / "gold.jsonl").write_text("half")
        made = release(tmp_path, [submitted("a")])
        assert (slow.release / "gold.jsonl").read_text() == "half"
    assert [path.name for path in target.parent.iterdir()] == ["tiny-1.0.0"]
    assert len(list(load_gold(made.folder))) == 1


def test_a_hidden_folder_of_somebody_else_stays(tmp_path: Path) -> None:
    exports = tmp_path / "exports"
    for name in (".tiny-1.0.0.mine", ".tiny-1.0.0.abcd1234", ".tiny-1.1.0.abcd1234"):
        (exports / name).mkdir(parents=True)
        (exports / name / "notes.txt").touch()
    release(tmp_path, [submitted("a")])
    assert len(list(exports.glob(".tiny*/notes.txt"))) == 3


def test_a_folder_that_was_copied_in_part_is_refused_with_what_to_do(tmp_path: Path) -> None:
    made = release(tmp_path, [submitted("a")])
    (made.folder / "SHA256SUMS").unlink()
    with pytest.raises(ConfigError, match="no complete release: it has no SHA256SUMS") as refused:
        release(tmp_path, [submitted("b")])
    assert "Copy it again to its end, or remove it" in str(refused.value)
    assert (made.folder / "gold.jsonl").exists()
