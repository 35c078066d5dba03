"""Push, edit, delete, skip, draft, relabel, suggest, kill and pull, in any order: nothing is lost.

After every pull the mirror has what the server has. At the end, every article that was not deleted has one
task, with each version of its suggestions once.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from annotate.core.record import Record
from annotate.studio.api.client import Studio
from annotate.studio.screen.label_config import build_label_config
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.plan import Plan
from tests.builders import meeting
from tests.conftest import Server
from tests.loop.campaign import ONTOLOGY, Campaign, submit

pytestmark = [pytest.mark.studio, pytest.mark.slow]
CONFIG = build_label_config(ONTOLOGY)
OTHER_CONFIG = CONFIG.replace('<Choice value="S’eng', '<Choice value="NEW" />\n<Choice value="S’eng', 1)
_INCLUDE = "id,data,annotations,result,was_cancelled,completed_by,updated_at,predictions,model_version"
_ANY = st.integers(0, 10_000)


class _Killed(BaseException):
    """Simulates a process that is killed at this point."""


class AnyOrder(RuleBasedStateMachine):
    server: Server
    annotators: tuple[Studio, ...]

    @initialize()
    def begin(self) -> None:
        self.stack = ExitStack()
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        studio = self.stack.enter_context(Studio(self.server.url, self.server.token))
        project = self.server.project(ONTOLOGY, "any order")
        self.campaign = Campaign(studio, project, folder)
        self.wanted: dict[str, set[str]] = {}  # article -> the versions sent for it
        self.closed: set[str] = set()
        self.made = 0

    @rule(number=st.integers(1, 4))
    def push_new(self, number: int) -> None:
        names = [f"a{self.made + index}" for index in range(number)]
        self.made += number
        self._push([meeting(name, author="m1") for name in names])

    @precondition(lambda self: self.wanted)
    @rule(version=st.sampled_from(["m1", "m2", "m3"]))
    def push_all_again(self, version: str) -> None:
        self._push([meeting(name, author=version) for name in sorted(self.wanted)])

    @precondition(lambda self: self.wanted)
    @rule(which=_ANY, who=st.integers(0, 1), empty=st.booleans(), skip=st.booleans())
    def annotate(self, which: int, who: int, empty: bool, skip: bool) -> None:
        if (task := self._task(which)) is not None:
            submit(self.annotators[who], task, result=[] if empty else None, was_cancelled=skip)
            self.closed.add(task["data"]["article_id"])

    @precondition(lambda self: self.wanted)
    @rule(which=_ANY)
    def edit(self, which: int) -> None:
        task = self._task(which)
        for annotation in (task or {}).get("annotations", []):
            self.annotators[0].patch(
                f"/api/annotations/{annotation['id']}/", {"result": [], "lead_time": which}
            )

    @precondition(lambda self: self.wanted)
    @rule(which=_ANY)
    def delete_annotations(self, which: int) -> None:
        if (task := self._task(which)) is not None:
            for annotation in task["annotations"]:
                self.annotators[0].delete(f"/api/annotations/{annotation['id']}/")

    @precondition(lambda self: self.wanted)
    @rule(which=_ANY)
    def delete_task(self, which: int) -> None:
        if (task := self._task(which)) is not None:
            self.campaign.studio.delete_task(task["id"])
            name = task["data"]["article_id"]
            del self.wanted[name]
            self.closed.discard(name)

    @precondition(lambda self: self.wanted)
    @rule(which=_ANY, who=st.integers(0, 1))
    def draft(self, which: int, who: int) -> None:
        if (task := self._task(which)) is not None:
            self.annotators[who].post(f"/api/tasks/{task['id']}/drafts", {"result": []})

    @rule(other=st.booleans())
    def change_labels(self, other: bool) -> None:
        self.campaign.studio.update_project(
            self.campaign.project_id, label_config=OTHER_CONFIG if other else CONFIG
        )

    @rule(place=st.sampled_from(["note_arrived", "update", "note"]), number=st.integers(1, 3))
    def killed(self, place: str, number: int) -> None:
        """Kills a push and a pull just before they note what they have done."""
        fresh = [meeting(f"a{self.made + index}", author="m1") for index in range(number)]
        self.made += number
        owner = Plan if place == "note_arrived" else Mirror
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(owner, place, _die)
            for work in (lambda: self.campaign.push(*fresh), self.campaign.update):
                try:
                    work()
                except _Killed:
                    self.campaign.studio._transport.stopped.clear()
        self._push(fresh)

    @rule()
    def pull(self) -> None:
        self.campaign.update(drafts=True)
        there = {task["id"]: _content(task, self._drafts(task)) for task in self._tasks()}
        here = {
            task.task_id: (
                task.data,
                sorted((body["id"], body["result"], body["was_cancelled"]) for body in task.annotations),
                sorted((body["id"], body["result"]) for body in task.drafts),
            )
            for task in self.campaign.mirror.tasks()
        }
        assert here == there

    def teardown(self) -> None:
        if not hasattr(self, "campaign"):
            return
        with self.stack:
            self.pull()
            found: dict[str, list[str]] = {}
            for task in self._tasks():
                assert task["data"]["article_id"] not in found, "no article has two tasks"
                versions = [item["model_version"] for item in task["predictions"]]
                assert len(versions) == len(set(versions)), "no version stands on a task twice"
                found[task["data"]["article_id"]] = versions
            assert found.keys() == self.wanted.keys()
            for name, wanted in self.wanted.items():
                assert set(found[name]) == wanted

    def _push(self, records: list[Record]) -> None:
        report = self.campaign.push(*records)
        assert not report.refused
        closed = set(report.closed)
        for record in records:
            name = record.article.id
            if name not in closed:
                self.wanted.setdefault(name, set()).add(record.annotation.author)

    def _tasks(self) -> list[Any]:
        return list(self.campaign.studio.tasks(self.campaign.project_id, fields="all", include=_INCLUDE))

    def _task(self, which: int) -> Any:
        tasks = self._tasks()
        return tasks[which % len(tasks)] if tasks else None

    def _drafts(self, task: Any) -> list[Any]:
        return self.campaign.studio.drafts(task["id"])


def _content(task: Any, drafts: list[Any]) -> Any:
    return (
        task["data"],
        sorted((body["id"], body["result"], body["was_cancelled"]) for body in task["annotations"]),
        sorted((body["id"], body["result"]) for body in drafts),
    )


def _die(*_: Any, **__: Any) -> Any:
    raise _Killed


@contextmanager
def two_annotators(server: Server) -> Iterator[tuple[Studio, ...]]:
    with Studio(server.url, server.annotator.token) as one, Studio(server.url, server.token) as other:
        yield one, other


def test_in_any_order_the_mirror_has_what_the_server_has(server: Server) -> None:
    with two_annotators(server) as annotators:
        AnyOrder.server, AnyOrder.annotators = server, annotators
        run_state_machine_as_test(
            AnyOrder,
            settings=settings(
                max_examples=20,
                stateful_step_count=15,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
