"""A project on the real server with its plan and mirror, for tests of push and pull."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from annotate.core.jsonl import RawRecord
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.studio.api.client import Studio
from annotate.studio.codec.results import encode
from annotate.studio.pull.decode_report import DecodeReport
from annotate.studio.pull.pull import PullReport, pull
from annotate.studio.pull.reading import records
from annotate.studio.push.push import PushOptions, push, push_plan
from annotate.studio.push.report import PushReport
from annotate.studio.screen.binding import own_binding
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.plan import Plan
from annotate.studio.workspace import Workspace
from tests.builders import meeting

ONTOLOGY = Ontology.load("diplomacy")


class Campaign:
    """One project. Another instance with the same folder acts like a later process of the same campaign."""

    def __init__(self, studio: Studio, project_id: int, folder: Path) -> None:
        self.studio = studio
        self.project_id = project_id
        self.folder = folder
        self.plan = Plan(folder / "plan.sqlite")
        self.mirror = Mirror(folder / "mirror.sqlite")

    @property
    def workspace(self) -> Workspace:
        """A new workspace, as each command has one."""
        return Workspace(self.studio, self.project_id, ONTOLOGY, self.plan, self.mirror)

    def push(self, *sent: Record, **options: Any) -> PushReport:
        """Pushes records."""
        return self.push_lines(sent, **options)

    def push_lines(self, sent: Iterable[Record | RawRecord], **options: Any) -> PushReport:
        """Pushes records or lines that hold them."""
        return push(self.workspace, sent, options=PushOptions(**options))

    def preview(self, sent: Iterable[Record | RawRecord], **options: Any) -> PushReport:
        """Returns what a push of these would do."""
        return push_plan(self.workspace, sent, ONTOLOGY, **options)

    def update(self, *, drafts: bool = False) -> PullReport:
        """Updates the mirror."""
        return pull(self.workspace, drafts=drafts)

    def pull(self, *, drafts: bool = False) -> list[Record]:
        """Updates the mirror and reads it. ``decoded`` has what was not understood."""
        self.update(drafts=drafts)
        return self.read(drafts=drafts)

    def read(self, *, drafts: bool = False) -> list[Record]:
        """Reads the mirror."""
        self.decoded = DecodeReport()
        return list(records(self.mirror, self.plan, ONTOLOGY, self.decoded, drafts=drafts))

    def tasks(self) -> list[Any]:
        """The tasks on the server."""
        include = "id,data,predictions,annotations"
        return list(self.studio.tasks(self.project_id, fields="all", include=include))

    def task(self, article: str) -> Any:
        """The one task of an article."""
        (found,) = [task for task in self.tasks() if task["data"].get("article_id") == article]
        return found


def submit(annotator: Studio, task: Any, *, result: Any = None, **body: Any) -> Any:
    """Submits an annotation of a meeting, or another result, on a task."""
    results = (
        result if result is not None else encode(meeting().annotation, own_binding(ONTOLOGY), scores=False)
    )
    return annotator.post(f"/api/tasks/{task['id']}/annotations/", {"result": results, **body})


def versions(campaign: Campaign) -> dict[str, list[str]]:
    """The versions of the suggestions on each article's task."""
    return {
        task["data"]["article_id"]: [item["model_version"] for item in task["predictions"]]
        for task in campaign.tasks()
    }


def shown(campaign: Campaign) -> Any:
    """The version whose suggestions the queue shows."""
    return campaign.studio.project(campaign.project_id)["model_version"]
