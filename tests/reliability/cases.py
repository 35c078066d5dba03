"""All cases in order, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from annotate.studio.api.accounts import Account
from annotate.studio.server.embedded import EmbeddedServer
from tests.conftest import Server
from tests.reliability.broken_calls import pull_through, push_through
from tests.reliability.endless import endless_answers
from tests.reliability.faults import Fault, faults
from tests.reliability.full_disk import disk_full_in_pull, disk_full_in_push
from tests.reliability.kills import client_killed_in_pull, client_killed_in_push, server_killed
from tests.reliability.odd_servers import capped_pages, clock_set_back
from tests.reliability.releases import release_during_pull
from tests.reliability.stage import QUICK, Annotated, CaseResult, Stage
from tests.reliability.writers import four_writers

Case = Callable[[int], CaseResult]


def cases(stage: Stage, server: EmbeddedServer, seed: int) -> Iterator[tuple[str, Case]]:
    """Yields each case with its name. A case is called with a seed."""
    projects: dict[int, Annotated] = {}

    def people(tasks: int) -> Annotated:
        """A project of that size, annotated when the first pull needs it. Pulls do not change it."""
        if tasks not in projects:
            projects[tasks] = Annotated(stage, seed, tasks)
        return projects[tasks]

    def pulling(fault: Fault) -> Case:
        return lambda seed: pull_through(stage, people(stage.scale.tasks), [fault], seed)

    def killed_pull(seed: int) -> CaseResult:
        return client_killed_in_pull(stage, people(stage.scale.killed_tasks), seed)

    known = faults(stage.scale.cut_s, stage.scale.grace_s)
    for fault in known:
        yield f"push: {fault.name}", partial(push_through, stage, [fault])
    for fault in known:
        yield f"pull: {fault.name}", pulling(fault)
    yield "push: client killed", partial(client_killed_in_push, stage)
    yield (
        "pull: client killed",
        killed_pull,
    )
    yield "push, pull and backup: capped pages", partial(capped_pages, stage)
    yield "pull: clock set back", partial(clock_set_back, stage)
    yield (
        "pull: endless answers",
        lambda seed: endless_answers(stage, people(stage.scale.killed_tasks), seed),
    )
    yield "release: pull meanwhile", partial(release_during_pull, stage)
    yield "push: four writers", partial(four_writers, stage)
    yield "push: disk full", partial(disk_full_in_push, stage)
    yield "pull: disk full", lambda seed: disk_full_in_pull(stage, people(stage.scale.killed_tasks), seed)
    # Last, because personal access tokens were refused after it.
    yield "push: server killed", partial(server_killed, stage, server)


def names() -> list[str]:
    """The names of all cases."""
    nowhere = Path()
    server = Server("", "", Account("", "", ""), nowhere)
    return [name for name, _ in cases(Stage(server, nowhere, QUICK), EmbeddedServer(nowhere), 0)]
