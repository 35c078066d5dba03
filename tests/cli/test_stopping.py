"""A command that is asked to terminate removes what it has begun, as at Ctrl-C."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from annotate.core import jsonl
from annotate.core.annotation import Status
from tests.builders import meeting
from tests.commands import Annotate

PROGRAM = """
import os, signal, time
from annotate.cli.main import main
from annotate.gold.making import release

def terminated(*given):
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(30)

release.write_splits = terminated
main(["release", "create", "k", "--from", "answers.jsonl"])
"""


def test_a_terminated_release_leaves_no_names_and_no_texts(project: Path) -> None:
    jsonl.write(project / "answers.jsonl", [meeting("a", Status.SUBMITTED, "ana@example.org")])
    left = project / "exports" / ".other-1.0.0.abcd1234" / "work"
    left.mkdir(parents=True)
    (left / "annotations.sqlite").write_bytes(b"ana@example.org")
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=project, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 143, ended.stderr
    assert "Interrupted." in ended.stderr
    assert list((project / "exports").iterdir()) == [], "what a killed run of another name left is gone, too"


def test_any_release_command_removes_what_a_killed_run_left(project: Path, annotate: Annotate) -> None:
    exports = project / "exports"
    for name in (".other-1.0.0.abcd1234", ".joined.abcd1234", ".mine.abcd1234"):
        (exports / name / "work").mkdir(parents=True)
    (exports / ".mine.abcd1234" / "notes.txt").write_text("not ours")
    assert annotate("release", "verify", "exports/no-1.0.0").code == 5
    assert [path.name for path in exports.iterdir()] == [".mine.abcd1234"]
