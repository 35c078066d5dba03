"""Pushes or pulls many tasks in a separate process, and prints the resident size of that process.

python -m benchmarks.sync_client push|pull URL PROJECT FOLDER [FILE]
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import psutil

from annotate.cli.process import quick_switches, rare_collections
from annotate.core import jsonl
from annotate.core.ontology import Ontology
from annotate.project import TOKEN_VARIABLE
from annotate.studio.api.client import Studio
from annotate.studio.pull.pull import pull
from annotate.studio.push.push import push
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.plan import Plan
from annotate.studio.workspace import Workspace


def main(what: str, url: str, project: str, folder: str, file: str | None = None) -> None:
    """Runs the push or pull. Prints pairs of tasks done and megabytes as JSON."""
    process = psutil.Process()
    points: list[tuple[int, float]] = []
    ontology = Ontology.load("diplomacy")
    plan, mirror = Plan(Path(folder) / "plan.sqlite"), Mirror(Path(folder) / "mirror.sqlite")

    def note(done: int) -> None:
        points.append((done, process.memory_info().rss / 1e6))

    with Studio(url, os.environ[TOKEN_VARIABLE]) as studio:
        workspace = Workspace(studio, int(project), ontology, plan, mirror)
        if what == "push":
            assert file is not None
            lines = jsonl.read_raw_records(Path(file))
            with rare_collections(), quick_switches():  # as the command does
                report = push(workspace, lines, progress=note)
            done = report.added
        else:
            with quick_switches():
                done = pull(workspace, progress=note).tasks
    print(json.dumps({"done": done, "points": points}))


if __name__ == "__main__":
    main(*sys.argv[1:])
