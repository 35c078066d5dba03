"""Checks that push and pull lose nothing, despite faults, kills, several writers or a full disk.

python -m tests.reliability.run [--quick] [--seed N] [--only EXPRESSION] [--docs] [--list]

Prints a table at the end, and exits with 1 if a case fails.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from annotate.studio.api.accounts import invite
from annotate.studio.api.client import Studio
from annotate.studio.server.embedded import EmbeddedServer
from annotate.studio.server.migrations import DATABASE
from benchmarks.generated_parts import read_part, table, write_part
from tests.conftest import Server
from tests.reliability.cases import cases, names
from tests.reliability.stage import FULL, QUICK, ROOT, CaseResult, Stage

_PAGE = ROOT / "docs" / "reliability.md"
_SEED = 20_240_301


@contextmanager
def _server(folder: Path) -> Iterator[tuple[EmbeddedServer, Server]]:
    own = EmbeddedServer(folder)
    running = own.up()
    try:
        token = own.credentials().token
        with Studio(running.url, token) as studio:
            annotator = invite(studio, "annotator@reliability.example.org", "a-long-password-1")
        yield own, Server(running.url, token, annotator, own.folder / "data" / DATABASE)
    finally:
        own.down()


def lines(outcomes: Sequence[CaseResult]) -> list[str]:
    """The lines of the table of results."""
    columns = ("case", "faults", "seed", "lost", "duplicated", "changed", "result")
    return table(
        columns,
        [
            (
                outcome.case,
                str(outcome.struck),
                str(outcome.seed),
                str(outcome.losses.lost),
                str(outcome.losses.doubled),
                str(outcome.losses.altered),
                "; ".join(["holds" if outcome.holds else "**fails**", *outcome.notes]),
            )
            for outcome in outcomes
        ],
    )


def _with_rows(before: Sequence[str], table: Sequence[str]) -> list[str]:
    """Returns the former table with these cases' new rows: in place of their former ones, or at the end."""
    rows = {row.split("|")[1]: row for row in [*before[2:], *table[2:]]}
    return [*table[:2], *rows.values()]


def main() -> None:
    """Runs the cases and prints the table. With --docs, also writes it into docs/reliability.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="few tasks, few kills: two minutes")
    parser.add_argument(
        "--seed", type=int, default=_SEED, help="seed of the first case; each later case adds 1"
    )
    parser.add_argument(
        "--only", default="", help="run only cases whose name matches this expression; others keep their row"
    )
    parser.add_argument("--docs", action="store_true", help="write the table into docs/reliability.md")
    parser.add_argument("--list", action="store_true", help="print the names of the cases, and run none")
    given = parser.parse_args()
    if given.list:
        print("\n".join(names()))
        return
    outcomes: list[CaseResult] = []
    with tempfile.TemporaryDirectory() as place:
        with _server(Path(place) / "server") as (own, server):
            stage = Stage(server, Path(place), QUICK if given.quick else FULL)
            for number, (name, case) in enumerate(cases(stage, own, given.seed)):
                if not re.search(given.only, name):
                    continue
                begun = time.monotonic()
                outcomes.append(case(given.seed + number))
                print(f"{outcomes[-1]} [{time.monotonic() - begun:.0f} s]", flush=True)
    table = lines(outcomes)
    if given.docs:
        write_part(_PAGE, "cases", _with_rows(read_part(_PAGE, "cases"), table) if given.only else table)
    print("\n".join(table))
    sys.exit(0 if outcomes and all(outcome.holds for outcome in outcomes) else 1)


if __name__ == "__main__":
    main()
