"""Standard output and standard error that are full, closed, or without a reader."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from annotate.cli.main import run
from tests.commands import PROGRAM, Annotate

RELEASE = Path(__file__).parents[2] / "exports" / "sample-1.0.0"
FULL = Path("/dev/full")  # every write to it fails: no space left on device
pytestmark = pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")


@pytest.mark.parametrize(
    "words",
    [
        "--help",
        "--version",
        "prelabel --help",
        "completion bash",
        "completion bash --json",
        "status",
        "status --json",
        "doctor",
        "doctor --json",
        f"export {RELEASE} --format jsonl -o new.jsonl",
        f"export {RELEASE} --format jsonl -o new.jsonl --json",
        "evaluate suggestions.jsonl suggestions.jsonl --json",
    ],
)
def test_a_full_standard_output_is_no_fault(
    project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], words: str
) -> None:
    full = FULL.open("w")
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", full)
        assert run(words.split()) == 6
    with suppress(OSError):
        full.close()
    said = capfd.readouterr().err
    assert "cannot be written: No space left on device" in said
    assert "Internal error" not in said and "Traceback" not in said


def shell(project: Path, script: str) -> str:
    """The exit code of ``annotate``, which is ``$@`` in the script, and all that it printed."""
    ended = subprocess.run(
        ["bash", "-c", script, "bash", *PROGRAM], cwd=project, capture_output=True, text=True, check=True
    )
    return ended.stdout + ended.stderr


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ('"$@" --help >/dev/full 2>/dev/full; echo $?', "6\n"),
        ('"$@" no-such-command 2>/dev/full; echo $?', "6\n"),
        ('"$@" no-such-command 2>&1 | true; echo ${PIPESTATUS[0]}', "2\n"),
        ('"$@" --help >&- 2>&-; echo $?', "0\n"),
    ],
)
def test_what_cannot_be_said_is_not_said(project: Path, script: str, said: str) -> None:
    assert shell(project, script) == said


def test_a_closed_output_gets_into_no_file(project: Path, annotate: Annotate) -> None:
    words = ("export", RELEASE, "--format", "jsonl", "-o")
    assert annotate(*words, "one.jsonl").code == 0
    assert shell(project, f'"$@" {" ".join(map(str, words))} two.jsonl >&- 2>&-; echo $?') == "0\n"
    assert (project / "two.jsonl").read_bytes() == (project / "one.jsonl").read_bytes()
