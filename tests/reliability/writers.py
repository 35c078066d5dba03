"""Four simultaneous pushes of the same file, as from four machines, while annotators work."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass, field
from typing import Any

from annotate.studio.api.client import Studio
from annotate.studio.api.refusals import TransientError
from tests.reliability import truth
from tests.reliability.dispatches import CHOICES, body, chosen, dispatches
from tests.reliability.kills import end, go, prepare
from tests.reliability.stage import CaseResult, ClientFolder, Stage

_WRITERS = 4
_ANNOTATORS = 3


@dataclass
class People:
    """Annotators who submit on tasks as they appear, on one task of each article."""

    stage: Stage
    project: int
    seed: int
    accepted: dict[int, list[object]] = field(default_factory=dict)
    refused: int = 0

    def __post_init__(self) -> None:
        self._taken: set[str] = set()
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, args=(self.seed + number,)) for number in range(_ANNOTATORS)
        ]

    def __enter__(self) -> People:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *how: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _work(self, seed: int) -> None:
        chance = random.Random(seed)
        records = {record.article.id: record for record in dispatches(self.stage.scale.tasks)}
        with Studio(self.stage.server.url, self.stage.server.annotator.token) as annotator:
            while not self._over.wait(0.05):
                tasks = truth.stored_tasks(self.stage.database, self.project)
                chance.shuffle(tasks)
                task = self._take(tasks)
                if task is None:
                    continue
                content = body(chosen(records[task["data"]["article_id"]], chance.randrange(CHOICES)))
                try:
                    made = annotator.post(f"/api/tasks/{task['id']}/annotations/", content)
                except TransientError:  # a locked database: the annotator sees an error
                    self.refused += 1
                else:
                    self.accepted[made["id"]] = content["result"]

    def _take(self, tasks: truth.Rows) -> dict[str, Any] | None:
        with self._lock:
            for task in tasks:
                article = task["data"]["article_id"]
                if article not in self._taken:
                    self._taken.add(article)
                    return task
        return None


def four_writers(stage: Stage, seed: int) -> CaseResult:
    """Afterwards, a push that removes duplicate tasks leaves each task once and loses no annotation."""
    outcome = CaseResult("push: four writers while people annotate", seed)
    records, file = dispatches(stage.scale.tasks), stage.file("m1")
    places = [ClientFolder(project, stage.new_folder()) for project in [stage.project()] * _WRITERS]
    project = places[0].project
    clients = [
        prepare(stage, "push", place, file, ANNOTATE_STATE_DIR=str(stage.new_folder())) for place in places
    ]
    with People(stage, project, seed) as people:
        for client in clients:
            go(client)
        results = [end(client) for client in clients]
    outcome.struck = truth.task_number(stage.database, project) - len(records)  # made by more than one
    with stage.client() as studio:
        report = places[0].campaign(studio).push(*records, remove_duplicates=True)
    outcome.check(not report.duplicates, f"duplicate tasks were left: {report.duplicates}")
    outcome.check(len(people.accepted) > 0, "nobody annotated")
    outcome.losses = truth.pushed(stage.database, project, records)
    stored = {row["id"]: row["result"] for row in truth.stored_annotations(stage.database, project)}
    for made, result in people.accepted.items():
        outcome.losses.note("lost", f"annotation {made}", int(made not in stored))
        outcome.losses.note("altered", f"annotation {made}", int(stored.get(made, result) != result))
    outcome.notes.append(
        f"{len(report.removed)} duplicate tasks removed, {len(people.accepted)} annotations kept"
        f" ({people.refused} refused by the server),"
        f" {sum(one['repeated'] for one in results)} failures overcome"
    )
    outcome.notes.extend(f"a writer gave up ({one['gave_up']})" for one in results if "gave_up" in one)
    return outcome
