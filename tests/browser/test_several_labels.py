"""A second label on a region, given on the real screen by a key of the other palette: both are pulled."""

from __future__ import annotations

import pytest

from annotate.studio.api.client import Studio
from tests.browser.articles import visit
from tests.browser.conftest import Pushed
from tests.browser.screen import Screen
from tests.conftest import Server

pytestmark = [pytest.mark.studio, pytest.mark.browser]


def test_a_region_with_a_key_of_the_other_palette_is_a_mention_and_an_event(
    server: Server, signed_in: Screen, pushed: Pushed
) -> None:
    suggested = visit("a1").annotation
    campaign = pushed([visit("a1")])
    signed_in.open_task(campaign.project_id, campaign.task_of["a1"])
    signed_in.relabel("président cubain", "p")  # a ROLE becomes PROTEST too
    signed_in.relabel("rencontré", "1")  # a trigger becomes PER too
    assert ("ROLE", "président cubain") in signed_in.labels(), "the text shows the first label alone"
    signed_in.submit()

    with Studio(server.url, server.token) as studio:
        (task,) = studio.tasks(campaign.project_id, fields="all", include="id,data,annotations,result")
    stored = [
        (result["id"], result["from_name"], result["value"]["labels"])
        for result in task["annotations"][0]["result"]
        if result["type"] == "labels" and result["id"] in ("e3", "v1")
    ]
    assert sorted(stored) == [
        ("e3", "entities", ["ROLE"]),
        ("e3", "triggers", ["PROTEST"]),
        ("v1", "entities", ["PER"]),
        ("v1", "triggers", ["CONSULT"]),
    ], "one result for each control, all with the id of the region"

    annotation = campaign.pulled()["a1"].annotation
    entities = {entity.id: (entity.label, entity.text) for entity in annotation.entities}
    events = {event.id: event for event in annotation.events}
    assert entities["e3"] == ("ROLE", "président cubain")
    assert events["v1"].arguments == suggested.events[0].arguments
    (person,) = entities.keys() - {entity.id for entity in suggested.entities}
    assert entities[person] == ("PER", "rencontré")
    (protest,) = events.keys() - {event.id for event in suggested.events}
    trigger = events[protest].trigger
    assert (events[protest].type, trigger and trigger.text) == ("PROTEST", "président cubain")
    assert annotation.lost == {}
