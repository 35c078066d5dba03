"""Kills `annotate release create` at each of its steps, in processes of their own; prints what is left.

Run as a script in a folder with answers.jsonl. Each process is forked from this one, which has imported the
toolkit, because a new one would take a second. Each finds what the one before it has left. Prints a JSON
object for each step.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from annotate.cli.main import run
from annotate.gold import parquet, release_folder
from annotate.gold.load import load_gold
from annotate.gold.making import release

# What the command imports late, so that each process has it already.
IMPORTED = [
    import_module(name) for name in ("annotate.campaign.release", "pandas", "pyarrow.parquet", "jinja2")
]
COMMAND = ["release", "create", "x", "--from", "answers.jsonl", "-q"]
TARGET = Path("exports/x-1.0.0")


def die(*given: object, **also: object) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def after(module: Any, name: str) -> None:
    real = getattr(module, name)

    def then_die(*given: object, **also: object) -> None:
        real(*given, **also)
        die()

    setattr(module, name, then_die)


def before(module: Any, name: str) -> None:
    setattr(module, name, die)


def halfway(module: Any, name: str) -> None:
    """Kills when the generator has given three items."""
    real = getattr(module, name)

    def three(*given: object, **also: object) -> Any:
        for number, item in enumerate(real(*given, **also)):
            if number == 3:
                die()
            yield item

    setattr(module, name, three)


STEPS: dict[str, Callable[[], None]] = {
    "the folder is empty": lambda: before(release_folder, "Building"),
    "the records are being read": lambda: before(release, "select"),
    "gold is half selected": lambda: halfway(release, "select"),
    "gold is half written": lambda: halfway(release, "write_gold"),
    "the answers are half written": lambda: halfway(release, "write_annotations"),
    "the splits are written": lambda: after(release, "write_splits"),
    "Parquet is half written": lambda: halfway(parquet, "islice"),
    "the card is missing": lambda: before(release, "write_card"),
    "the checksums are missing": lambda: before(release, "write_sums"),
    "it is complete and not in its place": lambda: after(release, "write_sums"),
    "it is in its place and not tidied": lambda: after(release_folder, "_move"),
}


def forked(setup: Callable[[], None] = lambda: None) -> int:
    """The exit code of the command, or the negative number of the signal that ended it."""
    if (child := os.fork()) == 0:
        setup()
        os._exit(run(COMMAND))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def found() -> dict[str, object]:
    """The names in the folder of releases, and how many articles the release has if it is there."""
    names = sorted(path.name for path in TARGET.parent.iterdir())
    return {"names": names, "articles": len(list(load_gold(TARGET))) if TARGET.exists() else None}


def main() -> None:
    for step, setup in STEPS.items():
        print(json.dumps({"step": step, "ended": forked(setup), **found()}))
    print(json.dumps({"step": "again", "ended": forked(), **found()}))


if __name__ == "__main__":
    main()
