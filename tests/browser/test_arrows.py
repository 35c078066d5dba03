"""Arrows without a role in a real Chromium: shown, kept, given a role from the menu, and drawn."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from annotate.core.annotation import Argument
from annotate.core.record import Record
from tests.browser.articles import visit
from tests.browser.conftest import Pushed
from tests.browser.screen import Screen

pytestmark = [pytest.mark.studio, pytest.mark.browser]


def suggested(id: str) -> Record:
    """The visit, whose meeting has arrows in both directions, and two roles of one mention."""
    record = visit(id)
    place = next(entity for entity in record.annotation.entities if entity.text == "Hanoï")
    met, *others = record.annotation.events
    roles = [
        ("Agent", "e3"),
        ("Time", "e2"),
        ("Recipient", place.id),
        ("Place", place.id),
        ("Agent", place.id),
    ]
    met = met.with_(arguments=tuple(Argument(role=role, entity=entity) for role, entity in roles))
    entities = tuple(
        entity.with_(label="LOC", ref=None, attributes={}) if entity.id == place.id else entity
        for entity in record.annotation.entities
    )
    return Record.of(record.article, record.annotation.with_(entities=entities, events=(met, *others)))


def test_arrows_without_a_role_are_shown_kept_given_one_and_drawn(signed_in: Screen, pushed: Pushed) -> None:
    sent = {id: suggested(id) for id in ("untouched", "named", "drawn")}
    campaign = pushed(list(sent.values()))
    screen = signed_in

    screen.open_task(campaign.project_id, campaign.task_of["untouched"])
    words = [word for word in screen.page.locator("svg text").all_text_contents() if word]
    assert words == ["Destinataire, Lieu"], "the one arrow whose direction leaves several roles"
    screen.keep("arrows-without-roles")
    screen.submit()

    screen.open_task(campaign.project_id, campaign.task_of["named"])
    screen.page.get_by_text("Relations", exact=True).first.click()
    first = screen.page.locator(".lsf-relations__item").first
    expect(screen.page.locator(".lsf-relations__item")).to_have_count(5)
    first.hover()
    first.get_by_label("Show Relation Labels").click()
    first.get_by_test_id(re.compile("^select-trigger")).click()
    screen.page.get_by_role("option", name="Destinataire", exact=True).click()  # one role: the menu closes
    screen.page.get_by_text("Regions", exact=True).first.click()
    screen.submit()

    screen.open_task(campaign.project_id, campaign.task_of["drawn"])
    for start, end in (("rencontré", "Tô Lâm"), ("presse", "signé")):
        screen.select(start)
        screen.page.keyboard.press("Alt+r")
        screen.press(end)
    screen.submit()

    back = {id: record.annotation for id, record in campaign.pulled().items()}
    for id, record in sent.items():
        met, signed, _ = record.annotation.events
        events = {event.id: event for event in back[id].events}
        expected = list(met.arguments)
        if id == "named":
            expected[0] = Argument(role="Recipient", entity=expected[0].entity)
        if id == "drawn":
            expected.append(Argument(role="Recipient", entity="e4"))
        assert sorted(events[met.id].arguments, key=repr) == sorted(expected, key=repr), id
        if id == "drawn":
            assert Argument(role="Agent", entity="e5") in events[signed.id].arguments
        else:
            assert events[signed.id] == signed
