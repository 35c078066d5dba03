"""Measures push and pull against the fastest raw calls and against the SDK, in one run.

python -m benchmarks.sync_speed [--tasks 5000] [--large 50000] [--docs]

Prints a table. The exit code is 1 if a row misses its target.
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
from functools import partial
from pathlib import Path

from annotate.core import jsonl
from annotate.project import TOKEN_VARIABLE
from annotate.studio.api.filters import moment_of
from annotate.studio.pull.pull import OVERLAP
from annotate.studio.server.embedded import EmbeddedServer
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.plan import Plan
from benchmarks.generated_parts import write_part
from benchmarks.sync_bench import ONTOLOGY, Bench, Row, lines, seconds
from benchmarks.sync_plot import plot_sizes
from benchmarks.sync_records import generated, task_body

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
PLOT = Path(__file__).parents[1] / "docs" / "sync-memory.png"
PAIRS = 5
SDK_TASKS, SDK_LISTED = 60, 300
LARGEST_MB, GROWTH = 300.0, 0.10


def push_rows(bench: Bench) -> list[Row]:
    """Compares push with the raw import call and the SDK's loop, and a second push with the first."""
    chunks, number = bench.chunks(), bench.number
    ratios, ours, raws, again = [], [], [], []
    for turn in range(PAIRS):
        project, other, (plan, mirror) = bench.project(), bench.project(), bench.campaign()
        raw = partial(seconds, bench.raw_push, other, chunks)
        if turn % 2 == 0:  # alternate: the first one has the smaller database
            raws.append(raw())
        ours.append(seconds(bench.push, project, plan, mirror))
        again.append(seconds(bench.push, project, plan, mirror) / ours[-1])
        if turn % 2 == 1:
            raws.append(raw())
        ratios.append(raws[-1] / ours[-1])
    loop = seconds(sdk_loop, bench, bench.project()) / SDK_TASKS
    rate, raw_rate = number / statistics.median(ours), number / statistics.median(raws)
    return [
        Row(
            "push against the raw import call",
            f"{rate:.0f}/s",
            f"{raw_rate:.0f}/s",
            statistics.median(ratios),
            0.90,
        ),
        Row(
            "the raw import call against the SDK loop",
            f"{raw_rate:.0f}/s",
            f"{1 / loop:.1f}/s",
            raw_rate * loop,
            50,
        ),
        Row("push against the SDK loop", f"{rate:.0f}/s", f"{1 / loop:.1f}/s", rate * loop, 40),
        Row(
            "speed-up of a second push of the same file over the first",
            f"{statistics.median(again) * statistics.median(ours):.2f} s",
            f"{statistics.median(ours):.1f} s",
            1 / statistics.median(again),
            4,
        ),
    ]


def sdk_loop(bench: Bench, project: int) -> None:
    """Pushes like the SDK's official examples: a call for each task and a call for each prediction."""
    records = list(jsonl.read_records(bench.file))[:SDK_TASKS]
    for record in records:
        task = json.loads(task_body(record, bench.binding))
        made = bench.studio.sdk.tasks.create(project=project, data=task["data"])
        prediction = task["predictions"][0]
        bench.studio.sdk.predictions.create(
            task=made.id, result=prediction["result"], model_version=prediction["model_version"]
        )


def pull_rows(bench: Bench) -> list[Row]:
    """Measures the first pull with suggestions only, the first pull with annotations, and a later pull."""
    _, _, fresh = first_rows(bench, annotated=False)
    project, campaign, annotated = first_rows(bench, annotated=True)
    return [*fresh, *annotated, later_row(bench, project, campaign)]


def first_rows(bench: Bench, *, annotated: bool) -> tuple[int, tuple[Plan, Mirror], list[Row]]:
    """Measures the first pull against the raw read and the SDK. Also returns the project, plan and mirror."""
    project = bench.project()
    bench.raw_push(project, bench.chunks(annotated=annotated))
    pages = {size: seconds(bench.raw_read, project, size) for size in (250, 500, 1000)}
    quickest = min(pages, key=lambda size: pages[size])
    ours, raws, listed, ratios = [], [], [], []
    for _ in range(PAIRS):
        raws.append(seconds(bench.raw_read, project, quickest))
        campaign = bench.campaign()
        ours.append(seconds(bench.pull, project, *campaign))
        ratios.append(raws[-1] / ours[-1])
        listed.append(seconds(sdk_listing, bench, project) / SDK_LISTED)
    rate, raw_rate = bench.number / statistics.median(ours), bench.number / statistics.median(raws)
    sdk = statistics.median(listed)
    state = "annotated" if annotated else "suggestions only"
    return (
        project,
        campaign,
        [
            Row(
                f"first pull, {state}, against the quickest raw read ({quickest} a page)",
                f"{rate:.0f}/s",
                f"{raw_rate:.0f}/s",
                statistics.median(ratios),
                0.85,
            ),
            Row(
                f"first pull, {state}, against the SDK's tasks.list",
                f"{rate:.0f}/s",
                f"{1 / sdk:.0f}/s",
                rate * sdk,
                None if annotated else 4,
            ),
            Row(
                f"the quickest raw read, {state}, against the SDK's tasks.list",
                f"{raw_rate:.0f}/s",
                f"{1 / sdk:.0f}/s",
                raw_rate * sdk,
                None,
            ),
        ],
    )


def sdk_listing(bench: Bench, project: int) -> None:
    """Reads tasks like the examples of the SDK's documentation. Annotations need all fields."""
    for number, _ in enumerate(bench.studio.sdk.tasks.list(project=project, fields="all"), 1):
        if number == SDK_LISTED:
            return


def later_row(bench: Bench, project: int, campaign: tuple[Plan, Mirror]) -> Row:
    """Measures a pull after ten annotations changed. First waits, so that the pull reads no older changes."""
    latest, _ = bench.studio.latest_change(project)
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
        report = bench.pull(project, *campaign)
        later.append(time.monotonic() - begun)
        assert report.changes.changed == len(tasks), report
    first = seconds(bench.pull, project, *bench.campaign())
    ratio = first / statistics.median(later)
    what = f"speed-up of a pull of 10 changes among {bench.number:,} tasks over the first pull"
    return Row(what, f"{statistics.median(later):.2f} s", f"{first:.1f} s", ratio, 8)


def large_rows(bench: Bench, number: int, plot: Path | None) -> list[Row]:
    """Pushes and pulls many tasks, each in a separate process. Measures the resident size of the process."""
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
        measured = json.loads(ended.stdout)
        assert measured["done"] == number, f"{what}: {measured['done']} of {number}"
        sizes[what] = measured["points"]
        half = len(measured["points"]) // 2
        early = max(size for _, size in measured["points"][: max(1, half)])
        late = max(size for _, size in measured["points"])
        rows.append(
            Row(
                f"{what} of {number:,}: largest size of the client against {LARGEST_MB:.0f} MB",
                f"{late:.0f} MB",
                f"{LARGEST_MB:.0f} MB",
                LARGEST_MB / late,
                1,
            )
        )
        rows.append(
            Row(
                f"{what}: largest size in all against that in the first half",
                f"{late:.0f} MB",
                f"{early:.0f} MB",
                early / late,
                1 - GROWTH,
            )
        )
    if plot is not None:
        plot_sizes(sizes, plot)
    return rows


def main() -> None:
    """Measures and prints the table. With --docs, writes the table and the plot into docs/."""
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
    printed = lines(rows)
    if given.docs:
        write_part(PAGE, "sync", printed)
    print("\n".join(printed))
    sys.exit(0 if all(row.holds for row in rows) else 1)


if __name__ == "__main__":
    main()
