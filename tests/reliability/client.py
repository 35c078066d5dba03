"""One push or pull in a separate process that may be killed. Its calls are small, so there are many.

python -m tests.reliability.client push|pull URL PROJECT FOLDER CALLS [FILE…]

Prints "ready", begins when it reads a line, and prints what it did as JSON.
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
    """Runs the push or pull and prints the result."""
    make_calls_small(int(calls))
    ontology, folder = Ontology.load("diplomacy"), Path(place)
    result: dict[str, int | str] = {}
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
                result = {"added": added, "same": same}
            else:
                result = {"tasks": pull.pull(workspace).tasks}
        except StudioError as error:
            result = {"gave_up": str(error)}
        print(json.dumps({**result, "repeated": sum(studio.repeated.values())}))


if __name__ == "__main__":
    main(*sys.argv[1:])
