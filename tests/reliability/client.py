"""One push or pull in a process of its own, with small calls so that there are many; it may be killed.

python -m tests.reliability.client push|pull URL PROJECT FOLDER CALLS [FILE…]

Says "ready", begins when a line comes in, and says what it did as JSON at the end.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from annotate.core import jsonl
from annotate.core.errors import StudioError
from annotate.core.ontology import Ontology
from annotate.project import TOKEN_VARIABLE
from annotate.studio.api.client import Studio
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.plan import Plan
from annotate.studio.workspace import Workspace
from tests.reliability.calls import make_calls_small, pull, push


def main(what: str, url: str, project: str, place: str, calls: str, *files: str) -> None:
    """Does it and prints what happened."""
    make_calls_small(int(calls))
    ontology, folder = Ontology.load("diplomacy"), Path(place)
    told: dict[str, int | str] = {}
    with Studio(url, os.environ[TOKEN_VARIABLE]) as studio:
        print("ready", flush=True)
        sys.stdin.readline()
        plan, mirror = Plan(folder / "plan.sqlite"), Mirror(folder / "mirror.sqlite")
        workspace = Workspace(studio, int(project), ontology, plan, mirror)
        try:
            if what == "push":
                added = same = 0
                for file in files:
                    lines = jsonl.read_raw_records(Path(file))
                    report = push.push(workspace, lines)
                    added, same = added + report.added + report.suggestions, same + report.same
                told = {"added": added, "same": same}
            else:
                told = {"tasks": pull.pull(workspace).tasks}
        except StudioError as error:
            told = {"gave_up": str(error)}
        print(json.dumps({**told, "repeated": sum(studio.repeated.values())}))


if __name__ == "__main__":
    main(*sys.argv[1:])
