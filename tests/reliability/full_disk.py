"""A full disk during a push or pull: the command reports a clear error, and the next run succeeds."""

from __future__ import annotations

import os
import random
import resource
import shutil
import subprocess
import sys
from pathlib import Path

from annotate.campaign.server.trust import TRUST_VARIABLE
from annotate.core import jsonl
from annotate.project import TOKEN_VARIABLE
from tests.reliability import truth
from tests.reliability.dispatches import dispatches
from tests.reliability.stage import ROOT, Annotated, CaseResult, ClientFolder, Stage

# The command as a user types it, with small calls.
_PROGRAM = """
import sys
from tests.reliability.calls import make_calls_small
from annotate.cli.main import main
make_calls_small(int(sys.argv.pop(1)))
main()
"""
_CANNOT_WRITE = 6
TRIES = 3


def _command(
    stage: Stage, folder: Path, *words: str, limit: int | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs a command in a folder. No file may become larger than ``limit`` bytes."""

    def fill() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))

    return subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(stage.scale.calls), *words],
        cwd=folder,
        env={
            **os.environ,
            TOKEN_VARIABLE: stage.server.token,
            TRUST_VARIABLE: stage.server.url,
            "ANNOTATE_STATE_DIR": str(folder / "state"),
            "PYTHONPATH": str(ROOT),
        },
        preexec_fn=fill,
        capture_output=True,
        text=True,
        check=False,
    )


def _project_folder(stage: Stage, place: ClientFolder) -> Path:
    """Makes a folder with `annotate init`, for this project on the tests' server."""
    folder = place.folder / "campaign"
    assert _command(stage, place.folder, "init", "campaign").returncode == 0
    settings = (folder / "annotate.yaml").read_text(encoding="utf-8").partition("\nstudio:")[0]
    studio = f"studio:\n  url: {stage.server.url}\n  project: {place.project}\n"
    (folder / "annotate.yaml").write_text(f"{settings}\n{studio}", encoding="utf-8")
    return folder


def _fill_often(outcome: CaseResult, stage: Stage, folder: Path, most: int, *words: str) -> None:
    """Runs the command with less and less space. Each run must exit with 6."""
    chance = random.Random(outcome.seed)
    for _ in range(TRIES):
        limit = chance.randrange(most // 20, most)
        ended = _command(stage, folder, *words, limit=limit)
        clear = "cannot write" in ended.stderr and "Traceback" not in ended.stderr
        outcome.struck += ended.returncode == _CANNOT_WRITE
        outcome.check(
            ended.returncode == _CANNOT_WRITE and clear,
            f"with {limit} bytes it ended with {ended.returncode}: {ended.stderr.strip()[-300:]}",
        )


def disk_full_in_push(stage: Stage, seed: int) -> CaseResult:
    """Pushes three times without enough space for the plan, then once with space."""
    outcome = CaseResult("push: disk full", seed, least=TRIES)
    records, place = dispatches(stage.scale.tasks), stage.place()
    folder = _project_folder(stage, place)
    file = str(stage.file("m1"))
    _fill_often(outcome, stage, folder, stage.scale.tasks * 1_000, "push", file)
    done = _command(stage, folder, "push", file)
    outcome.check(done.returncode == 0, f"with room it ended with {done.returncode}: {done.stderr[-300:]}")
    outcome.losses = truth.pushed(stage.database, place.project, records)
    return outcome


def disk_full_in_pull(stage: Stage, annotated: Annotated, seed: int) -> CaseResult:
    """Pulls three times without enough space for the mirror or the output, then once with space."""
    outcome = CaseResult("pull: disk full", seed, least=TRIES)
    place = annotated.place()
    folder = _project_folder(stage, place)
    local, output = folder / ".annotate", folder / "annotations.jsonl"
    local.mkdir(exist_ok=True)
    for part in place.folder.glob("plan.sqlite*"):
        shutil.copy(part, local)
    output.write_text("what stood there\n", encoding="utf-8")
    words = ("pull", "-o", output.name)
    _fill_often(outcome, stage, folder, stage.scale.killed_tasks * 300, *words)
    outcome.check(
        output.read_text(encoding="utf-8") == "what stood there\n", "the former file was not left alone"
    )
    done = _command(stage, folder, *words)
    outcome.check(done.returncode == 0, f"with room it ended with {done.returncode}: {done.stderr[-300:]}")
    author = stage.server.annotator.email
    outcome.losses = truth.pulled(annotated.answers, jsonl.read_records(output), author)
    return outcome
