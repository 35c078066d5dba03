"""What all cases share: the server, how large a case is, the way a case is told, and annotated projects."""

from __future__ import annotations

import random
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from annotate.core import jsonl
from annotate.core.annotation import Annotation
from annotate.core.record import Record
from annotate.studio.api.client import Studio
from tests.conftest import Server
from tests.loop.campaign import ONTOLOGY, Campaign
from tests.reliability import truth
from tests.reliability.dispatches import CHOICES, body, chosen, dispatches
from tests.reliability.truth import Losses

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Scale:
    """How large a case is. ``calls`` is the number of tasks in one call, ``killed_tasks`` of tasks
    where the client is killed; times are in seconds.

    ``grace_s`` is how long a client asks after a cut whether its call arrives all the same (3 s and more in
    use), ``cut_s`` after how long a proxy cuts (60 s in use).
    """

    tasks: int
    calls: int
    rate: float
    cut_s: float
    grace_s: float
    killed_tasks: int
    kills: int
    server_kills: int


FULL = Scale(
    tasks=400, calls=40, rate=0.05, cut_s=1.0, grace_s=3.0, killed_tasks=120, kills=40, server_kills=5
)
QUICK = Scale(tasks=60, calls=10, rate=0.08, cut_s=0.3, grace_s=0.8, killed_tasks=60, kills=3, server_kills=1)


@dataclass(frozen=True)
class ClientFolder:
    """A project on the server and the folder of the campaign that goes there."""

    project: int
    folder: Path

    def campaign(self, studio: Studio) -> Campaign:
        """The campaign, as a process started just now has it."""
        return Campaign(studio, self.project, self.folder)


@dataclass
class CaseResult:
    """How a case ended. ``struck`` counts what really happened; ``notes`` are worth knowing, not wrong."""

    case: str
    seed: int
    struck: int = 0
    least: int = 1
    losses: Losses = field(default_factory=Losses)
    wrong: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing is lost, and the fault was really there."""
        return not self.losses and not self.wrong and self.struck >= self.least

    def check(self, holds: bool, otherwise: str) -> None:
        """Notes what is wrong."""
        if not holds:
            self.wrong.append(otherwise)

    def __str__(self) -> str:
        told = f"{self.case}, seed {self.seed}: struck {self.struck}, lost {self.losses.lost},"
        told += f" doubled {self.losses.doubled}, altered {self.losses.altered}"
        few = [] if self.struck >= self.least else [f"struck fewer than {self.least} times"]
        parts = [*few, *self.wrong, *self.losses.first, *self.notes]
        return f"{'holds' if self.holds else 'FAILS'}: {told}{': ' if parts else ''}{'; '.join(parts)}"


class Stage:
    """A running server with a folder for the files of the cases."""

    def __init__(self, server: Server, folder: Path, scale: Scale) -> None:
        self.server = server
        self.folder = folder
        self.scale = scale

    @property
    def database(self) -> Path:
        """The server's own database."""
        return self.server.database

    def project(self) -> int:
        """A fresh project."""
        return self.server.project(ONTOLOGY, "reliability")

    def place(self) -> ClientFolder:
        """A fresh project with a folder."""
        return ClientFolder(self.project(), self.new_folder())

    def client(self) -> Studio:
        """The lead's account, on a connection without faults."""
        return Studio(self.server.url, self.server.token)

    def new_folder(self) -> Path:
        """A folder of its own for a campaign."""
        return Path(tempfile.mkdtemp(dir=self.folder))

    def file(self, version: str = "m1", number: int | None = None) -> Path:
        """The suggestions of a version as a file."""
        number = number or self.scale.tasks
        path = self.folder / f"{version}-{number}.jsonl"
        if not path.exists():
            jsonl.write(path, dispatches(number, version))
        return path


class Annotated:
    """A project that was pushed and on half of whose tasks an annotator has submitted or skipped."""

    def __init__(self, stage: Stage, seed: int, number: int) -> None:
        self.stage = stage
        self.random = random.Random(seed)
        self.project = stage.project()
        self.said: dict[str, tuple[Record, Annotation]] = {}
        self._ids: dict[str, int] = {}
        self._plan = stage.new_folder()
        records = dispatches(number)
        with stage.client() as studio:
            Campaign(studio, self.project, self._plan).push(*records)
        tasks = {
            task["data"]["article_id"]: task["id"]
            for task in truth.stored_tasks(stage.database, self.project)
        }
        with self._annotator() as annotator:
            for record in records[::2]:
                said = chosen(record, self.random.randrange(CHOICES))
                made = annotator.post(f"/api/tasks/{tasks[record.article.id]}/annotations/", body(said))
                self.said[record.article.id] = (record, said)
                self._ids[record.article.id] = made["id"]

    def change(self) -> None:
        """The annotator thinks better of some of them."""
        with self._annotator() as annotator:
            for article in self.random.sample(sorted(self.said), max(3, len(self.said) // 20)):
                record, _ = self.said[article]
                said = chosen(record, self.random.randrange(CHOICES))
                annotator.patch(f"/api/annotations/{self._ids[article]}/", body(said))
                self.said[article] = (record, said)

    def place(self) -> ClientFolder:
        """The project with a folder that holds the plan alone: nothing was pulled yet."""
        folder = self.stage.new_folder()
        for part in self._plan.glob("plan.sqlite*"):
            shutil.copy(part, folder)
        return ClientFolder(self.project, folder)

    def compare(self, campaign: Campaign) -> Losses:
        """What the mirror says, as records and as the server's JSON, against what the annotator did."""
        author = self.stage.server.annotator.email
        losses = truth.pulled(self.said, campaign.read(), author)
        copies = [copy for task in campaign.mirror.tasks() for copy in task.annotations]
        losses += truth.mirrored(self.stage.database, self.project, copies)
        return losses

    def _annotator(self) -> Studio:
        return Studio(self.stage.server.url, self.stage.server.annotator.token)
