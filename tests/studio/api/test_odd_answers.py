"""Answers that Label Studio never gives: a pull refuses them, or sets the odd task aside and reads on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from annotate.core.errors import StudioError
from annotate.studio.api import bounds
from annotate.studio.pull.pull import PullReport, pull
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.plan import Plan
from annotate.studio.workspace import Workspace
from tests.faults.odd_answers import REFUSED, SET_ASIDE, Odd
from tests.studio.listing import ONTOLOGY, Handler, Listing, studio_of


@pytest.fixture(autouse=True)
def small_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounds that a test reaches soon. What the listing answers lies far below."""
    small = {"BODY_BYTES": 1 << 20, "VALUES": 50_000, "ANSWER_S": 0.2, "UNREADABLE_S": 0.0}
    for name, value in small.items():
        assert getattr(bounds, name) > value
        monkeypatch.setattr(bounds, name, value)


def listing() -> Listing:
    """Three tasks with an annotation each."""
    made = Listing()
    for id in (1, 2, 3):
        note: dict[str, Any] = {
            "id": id,
            "result": [],
            "completed_by": 1,
            "was_cancelled": False,
            "lead_time": 2.5,
        }
        data = {"text": "x", "task_key": f"k{id}", "article_id": f"a{id - 1}"}
        made.put(id, data=data, annotations=[note])
    return made


def through(odd: Odd, server: Handler) -> Handler:
    """Answers as ``server`` does, but for the odd answers."""

    def handle(request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.decode()
        if (own := odd.rule(request.method, path)) is not None:
            headers = own[2] if len(own) > 2 else {}
            content = own[1].encode() if isinstance(own[1], str) else own[1]
            # In one piece: httpx would unpack whole bytes before the client sees them.
            return httpx.Response(own[0], content=iter([content]), headers=headers)
        if (parts := odd.pieces(request.method, path)) is not None:
            return httpx.Response(200, content=parts)
        given = server(request)
        if not given.is_success:
            return given
        return httpx.Response(200, content=json.dumps(odd.change(request.method, path, given.json())))

    return handle


def pulled(odd: Odd, folder: Path) -> tuple[PullReport, list[int]]:
    """The report of a pull, and the tasks in the mirror."""
    mirror, plan = Mirror(folder / "mirror.sqlite"), Plan(folder / "plan.sqlite")
    try:
        with studio_of(through(odd, listing()), deadline_s=0.5) as studio:
            studio.stop_waiting()  # no pauses
            report = pull(Workspace(studio, 1, ONTOLOGY, plan, mirror))
        return report, [task.task_id for task in mirror.tasks() if task.annotations]
    finally:
        mirror.close()
        plan.close()


@pytest.mark.parametrize("odd", SET_ASIDE, ids=lambda odd: odd.id)
def test_one_odd_task_is_set_aside_with_the_reason_and_the_others_are_read(odd: Odd, tmp_path: Path) -> None:
    report, tasks = pulled(odd, tmp_path)
    assert tasks == [1, 3]
    assert report.set_aside.keys() == {2}
    assert odd.says in report.set_aside[2]


@pytest.mark.parametrize("odd", REFUSED, ids=lambda odd: odd.id)
def test_an_answer_that_is_odd_as_a_whole_is_refused(odd: Odd, tmp_path: Path) -> None:
    with pytest.raises(StudioError) as raised:
        pulled(odd, tmp_path)
    assert odd.says in raised.value.what
    assert raised.value.where == "http://studio.test"
    assert raised.value.remedy


def test_an_answer_in_no_odd_form_is_read(tmp_path: Path) -> None:
    report, tasks = pulled(Odd("none", ""), tmp_path)
    assert (tasks, report.set_aside) == ([1, 2, 3], {})
