"""A label's key on a selected region, in a real Chromium: the region has the new label, and no other."""

from __future__ import annotations

import pytest

from annotate.core import jsonl
from annotate.studio.api.client import Studio
from tests.browser.articles import visit
from tests.browser.conftest import Pushed
from tests.browser.screen import Screen
from tests.conftest import Server

pytestmark = [pytest.mark.studio, pytest.mark.browser]


def test_a_key_makes_an_event_of_a_mention_and_a_mention_of_an_event(
    server: Server, signed_in: Screen, pushed: Pushed
) -> None:
    suggested = visit("a1").annotation
    campaign = pushed([visit("a1")])
    signed_in.open_task(campaign.project_id, campaign.task_of["a1"])
    signed_in.relabel("Hanoï", "p")  # an ORG becomes PROTEST
    signed_in.relabel("signé", "1")  # a trigger becomes PER
    signed_in.submit()

    with Studio(server.url, server.token) as studio:
        (task,) = studio.tasks(campaign.project_id, fields="all", include="id,data,annotations,result")
    stored = [
        (result["id"], result["type"], result["value"].get("labels"))
        for result in task["annotations"][0]["result"]
        if result.get("id") in ("e1", "v2")
    ]
    assert sorted(stored) == [("e1", "labels", ["PROTEST"]), ("v2", "labels", ["PER"])], "one result each"

    ended = campaign.annotate("pull", "-o", "annotations.jsonl")
    assert ended.code == 4
    assert "joins two mentions" in ended.err, "the arrow from the former trigger is named"
    (record,) = jsonl.read_records(campaign.folder / "annotations.jsonl")
    annotation = record.annotation
    entities = {entity.id: (entity.label, entity.text) for entity in annotation.entities}
    events = {event.id: event for event in annotation.events}
    assert "e1" not in entities
    assert "v2" not in events
    assert entities["v2"] == ("PER", "signé")
    trigger = events["e1"].trigger
    assert (events["e1"].type, trigger and trigger.text) == ("PROTEST", "Hanoï")
    assert len(entities) + len(events) == len(suggested.entities) + len(suggested.events)
