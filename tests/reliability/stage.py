"""What all cases share: the server, the size of a case, its result, and annotated projects."""

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
    """The size of a case. Times are in seconds.

    ``calls`` is the number of tasks in one call, ``killed_tasks`` that of a case that kills the client.
    ``grace_s`` is how long a client asks after a cut whether its call still arrives (in real use, 3 s or
    more). ``cut_s`` is the time after which a proxy cuts a call (in real use, 60 s).
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
    """A project on the server and the folder of its campaign."""

    project: int
    folder: Path

    def campaign(self, studio: Studio) -> Campaign:
        """The campaign, as a new process sees it."""
        return Campaign(studio, self.project, self.folder)


@dataclass
class CaseResult:
    """The result of a case. ``struck`` counts faults that really happened; ``notes`` are not errors."""

    case: str
    seed: int
    struck: int = 0
    least: int = 1
    losses: Losses = field(default_factory=Losses)
    wrong: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing was lost and the faults really happened."""
        return not self.losses and not self.wrong and self.struck >= self.least

    def check(self, holds: bool, otherwise: str) -> None:
        """Notes ``otherwise`` as an error, unless the check ``holds``."""
        if not holds:
            self.wrong.append(otherwise)

    def __str__(self) -> str:
        counts = f"{self.case}, seed {self.seed}: struck {self.struck}, lost {self.losses.lost},"
        counts += f" doubled {self.losses.doubled}, altered {self.losses.altered}"
        few = [] if self.struck >= self.least else [f"struck fewer than {self.least} times"]
        parts = [*few, *self.wrong, *self.losses.first, *self.notes]
        return f"{'holds' if self.holds else 'FAILS'}: {counts}{': ' if parts else ''}{'; '.join(parts)}"


class Stage:
    """A running server, with a folder for the cases' files."""

    def __init__(self, server: Server, folder: Path, scale: Scale) -> None:
        self.server = server
        self.folder = folder
        self.scale = scale

    @property
    def database(self) -> Path:
        """The server's database file."""
        return self.server.database

    def project(self) -> int:
        """Makes a new project."""
        return self.server.project(ONTOLOGY, "reliability")

    def place(self) -> ClientFolder:
        """Makes a new project with a campaign folder."""
        return ClientFolder(self.project(), self.new_folder())

    def client(self) -> Studio:
        """A client with the project owner's account, on a connection without faults."""
        return Studio(self.server.url, self.server.token)

    def new_folder(self) -> Path:
        """Makes a new folder for a campaign."""
        return Path(tempfile.mkdtemp(dir=self.folder))

    def file(self, version: str = "m1", number: int | None = None) -> Path:
        """Writes the suggestions of a version to a file."""
        number = number or self.scale.tasks
        path = self.folder / f"{version}-{number}.jsonl"
        if not path.exists():
            jsonl.write(path, dispatches(number, version))
        return path


class Annotated:
    """A pushed project. An annotator has submitted or skipped half of its tasks."""

    def __init__(self, stage: Stage, seed: int, number: int) -> None:
        self.stage = stage
        self.random = random.Random(seed)
        self.project = stage.project()
        self.answers: dict[str, tuple[Record, Annotation]] = {}
        self._ids: dict[str, int] = {}
        self._plan = stage.new_folder()
        records = dispatches(number)
        with stage.client() as studio:
            Campaign(studio, self.project, self._plan).push(*records)
        self._records = records
        self._tasks = {
            task["data"]["article_id"]: task["id"]
            for task in truth.stored_tasks(stage.database, self.project)
        }
        with self._annotator() as annotator:
            for record in records[::2]:
                self._submit(annotator, record)

    def _submit(self, annotator: Studio, record: Record) -> None:
        article = record.article.id
        answer = chosen(record, self.random.randrange(CHOICES))
        made = annotator.post(f"/api/tasks/{self._tasks[article]}/annotations/", body(answer))
        self.answers[article] = (record, answer)
        self._ids[article] = made["id"]

    def submit_more(self) -> None:
        """Lets the annotator submit or skip five tasks that nobody has worked on."""
        with self._annotator() as annotator:
            for record in [one for one in self._records if one.article.id not in self.answers][:5]:
                self._submit(annotator, record)

    def change(self) -> None:
        """Lets the annotator change some annotations."""
        with self._annotator() as annotator:
            for article in self.random.sample(sorted(self.answers), max(3, len(self.answers) // 20)):
                record, _ = self.answers[article]
                answer = chosen(record, self.random.randrange(CHOICES))
                annotator.patch(f"/api/annotations/{self._ids[article]}/", body(answer))
                self.answers[article] = (record, answer)

    def place(self) -> ClientFolder:
        """The project with a new folder that has only the plan, as before the first pull."""
        folder = self.stage.new_folder()
        for part in self._plan.glob("plan.sqlite*"):
            shutil.copy(part, folder)
        return ClientFolder(self.project, folder)

    def compare(self, campaign: Campaign) -> Losses:
        """Compares the mirror, as records and as the server's JSON, with what the annotator did."""
        author = self.stage.server.annotator.email
        losses = truth.pulled(self.answers, campaign.read(), author)
        copies = [copy for task in campaign.mirror.tasks() for copy in task.annotations]
        losses += truth.mirrored(self.stage.database, self.project, copies)
        return losses

    def _annotator(self) -> Studio:
        return Studio(self.stage.server.url, self.stage.server.annotator.token)
