"""Tools for the benchmark of push and pull: a server with a client, raw calls, and the rows of the table."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from annotate.cli.process import quick_switches, rare_collections
from annotate.core import jsonl
from annotate.core.ontology import Ontology
from annotate.studio.api.client import Studio
from annotate.studio.api.filters import BY_ID, after_id, query
from annotate.studio.pull.pull import INCLUDE, PullReport, pull
from annotate.studio.push.chunks import CHUNK_TASKS
from annotate.studio.push.push import push
from annotate.studio.screen.binding import own_binding
from annotate.studio.screen.label_config import build_label_config
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.plan import Plan
from annotate.studio.workspace import Workspace
from benchmarks.generated_parts import table
from benchmarks.sync_records import generated, task_body

ONTOLOGY = Ontology.load("diplomacy")


@dataclass(frozen=True)
class Row:
    """A measured ratio with both sides. ``least`` is the target, or None if the ratio has no target."""

    what: str
    ours: str
    other: str
    ratio: float
    least: float | None

    @property
    def holds(self) -> bool:
        return self.least is None or self.ratio >= self.least


class Bench:
    """One server with a client. Every call of `project` creates a new project."""

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

    def workspace(self, project: int, plan: Plan, mirror: Mirror) -> Workspace:
        return Workspace(self.studio, project, ONTOLOGY, plan, mirror)

    def push(self, project: int, plan: Plan, mirror: Mirror) -> Any:
        with rare_collections(), quick_switches():  # as the command does
            return push(self.workspace(project, plan, mirror), jsonl.read_raw_records(self.file))

    def pull(self, project: int, plan: Plan, mirror: Mirror) -> PullReport:
        with quick_switches():  # as the command does
            return pull(self.workspace(project, plan, mirror))

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
                    "resolve_uri": "false",
                },
            )
            tasks = answer.raise_for_status().json()["tasks"]
            number += len(tasks)
            if len(tasks) < page_size:
                return number
            after = tasks[-1]["id"]


def seconds(work: Callable[..., Any], *arguments: Any) -> float:
    """The wall time of one call of ``work``, in seconds."""
    begun = time.monotonic()
    work(*arguments)
    return time.monotonic() - begun


def lines(rows: Sequence[Row]) -> list[str]:
    """The lines of the Markdown table."""
    columns = ("what", "ours", "other", "ratio", "at least", "holds")
    return table(
        columns,
        [
            (
                row.what,
                row.ours,
                row.other,
                f"{row.ratio:.2f}",
                "" if row.least is None else f"{row.least:g}",
                "" if row.least is None else "yes" if row.holds else "no",
            )
            for row in rows
        ],
    )
