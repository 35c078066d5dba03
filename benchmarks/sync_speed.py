"""Push and pull against what the server can do at most, and against the usual ways; all in one run.

python -m benchmarks.sync_speed [--tasks 5000] [--large 50000] [--docs]

Ends with a table and exits with 1 where a row falls short of what it should reach.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from annotate.core import jsonl
from annotate.core.ontology import Ontology
from annotate.project import TOKEN_VARIABLE
from annotate.studio.binding import own_binding
from annotate.studio.chunks import CHUNK_TASKS
from annotate.studio.client import Studio
from annotate.studio.filters import BY_ID, after_id, moment_of, query
from annotate.studio.label_config import build_label_config
from annotate.studio.mirror import Mirror
from annotate.studio.plan import Plan
from annotate.studio.pull import INCLUDE, OVERLAP, pull
from annotate.studio.push import push
from annotate.studio.server import EmbeddedServer
from benchmarks.generated_parts import table, write_part
from benchmarks.sync_plot import plot_sizes
from benchmarks.sync_records import generated, task_body

ONTOLOGY = Ontology.load("diplomacy")
PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
PLOT = Path(__file__).parents[1] / "docs" / "sync-memory.png"
PAIRS = 3
SDK_TASKS, SDK_LISTED = 60, 300
LARGEST_MB, GROWTH = 300.0, 0.10


@dataclass(frozen=True)
class Row:
    """A measured ratio with what it should reach, and what was measured of both sides."""

    what: str
    ours: str
    other: str
    ratio: float
    least: float

    @property
    def holds(self) -> bool:
        return self.ratio >= self.least


class Bench:
    """One server with a client; every project is a new one."""

    def __init__(self, url: str, token: str, folder: Path, number: int) -> None:
        self.url, self.token, self.folder, self.number = url, token, folder, number
        self.studio = Studio(url, token)
        self.raw = httpx.Client(base_url=url, headers={"Authorization": f"Token {token}"}, timeout=600)
        self.binding = own_binding(ONTOLOGY)
        self.file = folder / "suggestions.jsonl"
        jsonl.write(self.file, generated(number, ONTOLOGY))
        self._made = 0

    def project(self) -> int:
        return int(self.studio.create_project("bench", build_label_config(ONTOLOGY), "")["id"])

    def campaign(self) -> tuple[Plan, Mirror]:
        self._made += 1
        folder = self.folder / f"campaign-{self._made}"
        return Plan(folder / "plan.sqlite"), Mirror(folder / "mirror.sqlite")

    def chunks(self, *, annotated: bool = False) -> list[bytes]:
        bodies = [
            task_body(record, self.binding, annotated=annotated) for record in jsonl.read_records(self.file)
        ]
        starts = range(0, len(bodies), CHUNK_TASKS)
        return [b"[" + b",".join(bodies[start : start + CHUNK_TASKS]) + b"]" for start in starts]

    def raw_push(self, project: int, chunks: Sequence[bytes]) -> None:
        for chunk in chunks:
            answer = self.raw.post(
                f"/api/projects/{project}/import",
                content=chunk,
                headers={"Content-Type": "application/json"},
            )
            answer.raise_for_status()

    def push(self, project: int, plan: Plan, mirror: Mirror) -> Any:
        lines = jsonl.read_raw_records(self.file)
        return push(self.studio, project, lines, ONTOLOGY, plan, mirror)

    def raw_read(self, project: int, page_size: int) -> int:
        after = number = 0
        while True:
            answer = self.raw.get(
                "/api/tasks",
                params={
                    "project": project,
                    "fields": "all",
                    "include": INCLUDE,
                    "page_size": page_size,
                    "query": query([after_id(after)], BY_ID),
                },
            )
            tasks = answer.raise_for_status().json()["tasks"]
            number += len(tasks)
            if len(tasks) < page_size:
                return number
            after = tasks[-1]["id"]


def seconds(work: Callable[..., Any], *arguments: Any) -> float:
    """How long it takes."""
    begun = time.monotonic()
    work(*arguments)
    return time.monotonic() - begun


def push_rows(bench: Bench) -> list[Row]:
    """Push against the raw import call, against the SDK's loop, and a second push against the first."""
    chunks, number = bench.chunks(), bench.number
    ratios, ours, raws, again = [], [], [], []
    for _ in range(PAIRS):
        raws.append(seconds(bench.raw_push, bench.project(), chunks))
        project, (plan, mirror) = bench.project(), bench.campaign()
        ours.append(seconds(bench.push, project, plan, mirror))
        again.append(seconds(bench.push, project, plan, mirror) / ours[-1])
        ratios.append(raws[-1] / ours[-1])
    loop = seconds(sdk_loop, bench, bench.project()) / SDK_TASKS
    rate, raw_rate = number / statistics.median(ours), number / statistics.median(raws)
    return [
        Row("push against the raw import call", f"{rate:.0f}/s", f"{raw_rate:.0f}/s", _median(ratios), 0.90),
        Row(
            "the raw import call against the SDK loop",
            f"{raw_rate:.0f}/s",
            f"{1 / loop:.1f}/s",
            raw_rate * loop,
            50,
        ),
        Row("push against the SDK loop", f"{rate:.0f}/s", f"{1 / loop:.1f}/s", rate * loop, 40),
        Row(
            "first push against a second of the same (times quicker)",
            f"{_median(again) * statistics.median(ours):.2f} s",
            f"{statistics.median(ours):.1f} s",
            1 / _median(again),
            4,
        ),
    ]


def sdk_loop(bench: Bench, project: int) -> None:
    """The official examples' way: a call for the task, a call for its prediction."""
    records = list(jsonl.read_records(bench.file))[:SDK_TASKS]
    for record in records:
        task = json.loads(task_body(record, bench.binding))
        made = bench.studio.sdk.tasks.create(project=project, data=task["data"])
        prediction = task["predictions"][0]
        bench.studio.sdk.predictions.create(
            task=made.id, result=prediction["result"], model_version=prediction["model_version"]
        )


def pull_rows(bench: Bench) -> list[Row]:
    """The first pull against the quickest raw read and the SDK's listing; a later one against the first."""
    project = bench.project()
    bench.raw_push(project, bench.chunks(annotated=True))
    pages = {size: seconds(bench.raw_read, project, size) for size in (250, 500, 1000)}
    quickest = min(pages, key=lambda size: pages[size])
    ours, raws, ratios = [], [], []
    for _ in range(PAIRS):
        raws.append(seconds(bench.raw_read, project, quickest))
        _, mirror = bench.campaign()
        ours.append(seconds(pull, bench.studio, project, ONTOLOGY, mirror))
        ratios.append(raws[-1] / ours[-1])
    listed = seconds(sdk_listing, bench, project) / SDK_LISTED
    first, number = statistics.median(ours), bench.number
    rate, raw_rate = number / first, number / statistics.median(raws)
    return [
        Row(
            f"first pull against the quickest raw read ({quickest} a page)",
            f"{rate:.0f}/s",
            f"{raw_rate:.0f}/s",
            _median(ratios),
            0.85,
        ),
        Row(
            "first pull against the SDK's tasks.list",
            f"{rate:.0f}/s",
            f"{1 / listed:.0f}/s",
            rate * listed,
            4,
        ),
        later_row(bench, project, mirror, first),
    ]


def sdk_listing(bench: Bench, project: int) -> None:
    """Reads tasks as the SDK lists them, with all fields, as one needs for annotations."""
    for number, _ in enumerate(bench.studio.sdk.tasks.list(project=project, fields="all", page_size=100), 1):
        if number == SDK_LISTED:
            return


def later_row(bench: Bench, project: int, mirror: Mirror, first: float) -> Row:
    """Ten annotations are changed; what the server did shortly before is over by then, as in a campaign."""
    latest = bench.studio.latest_change(project)
    assert latest is not None
    age = time.time() - moment_of(latest).timestamp()
    time.sleep(max(0.0, OVERLAP.total_seconds() + 1 - age))
    step = max(1, bench.number // 10)
    tasks = list(bench.studio.tasks(project, fields="all", include="id,annotations"))[::step][:10]
    later = []
    for turn in range(PAIRS):
        for task in tasks:
            annotation = task["annotations"][0]["id"]
            bench.studio.patch(f"/api/annotations/{annotation}/", {"result": [], "lead_time": turn})
        begun = time.monotonic()
        report = pull(bench.studio, project, ONTOLOGY, mirror)
        later.append(time.monotonic() - begun)
        assert report.changes.changed == len(tasks), report
    ratio = first / statistics.median(later)
    what = f"first pull against one of 10 changed among {bench.number:,} (times quicker)"
    return Row(what, f"{statistics.median(later):.2f} s", f"{first:.1f} s", ratio, 8)


def large_rows(bench: Bench, number: int, plot: Path | None) -> list[Row]:
    """Many tasks there and back, each way in a process of its own whose size is watched."""
    file, folder = bench.folder / "large.jsonl", bench.folder / "large"
    jsonl.write(file, generated(number, ONTOLOGY))
    project, rows, sizes = bench.project(), [], {}
    for what in ("push", "pull"):
        words = [sys.executable, "-m", "benchmarks.sync_client", what, bench.url, str(project), str(folder)]
        ended = subprocess.run(
            [*words, str(file)],
            env={**os.environ, TOKEN_VARIABLE: bench.token},
            stdout=subprocess.PIPE,
            check=True,
        )
        told = json.loads(ended.stdout)
        assert told["done"] == number, f"{what}: {told['done']} of {number}"
        sizes[what] = told["points"]
        half = len(told["points"]) // 2
        early = max(size for _, size in told["points"][: max(1, half)])
        late = max(size for _, size in told["points"])
        rows.append(
            Row(
                f"{what} of {number:,}: room left under {LARGEST_MB:.0f} MB (times)",
                f"{late:.0f} MB",
                f"{LARGEST_MB:.0f} MB",
                LARGEST_MB / late,
                1,
            )
        )
        rows.append(
            Row(
                f"{what}: size in the first half against the end",
                f"{late:.0f} MB",
                f"{early:.0f} MB",
                early / late,
                1 - GROWTH,
            )
        )
    if plot is not None:
        plot_sizes(sizes, plot)
    return rows


def _median(ratios: Sequence[float]) -> float:
    return statistics.median(ratios)


def lines(rows: Sequence[Row]) -> list[str]:
    """The table."""
    columns = ("what", "ours", "other", "ratio", "at least", "holds")
    return table(
        columns,
        [
            (
                row.what,
                row.ours,
                row.other,
                f"{row.ratio:.2f}",
                f"{row.least:g}",
                "yes" if row.holds else "no",
            )
            for row in rows
        ],
    )


def main() -> None:
    """Measures, prints the table, and with --docs writes it and the plot into docs/."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=5_000)
    parser.add_argument("--large", type=int, default=50_000, help="0 leaves it out")
    parser.add_argument("--docs", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        server = EmbeddedServer(folder / "server")
        running = server.up()
        try:
            bench = Bench(running.url, server.credentials().token, folder, given.tasks)
            rows = [*push_rows(bench), *pull_rows(bench)]
            if given.large:
                rows += large_rows(bench, given.large, PLOT if given.docs else None)
        finally:
            server.down()
    told = lines(rows)
    if given.docs:
        write_part(PAGE, "sync", told)
    print("\n".join(told))
    sys.exit(0 if all(row.holds for row in rows) else 1)


if __name__ == "__main__":
    main()
