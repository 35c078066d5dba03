"""The order of `annotate next` as people get it from Label Studio's queue in a real Chromium."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from annotate.core.record import Record
from tests.browser.conftest import Pushed
from tests.browser.screen import Screen
from tests.builders import meeting

pytestmark = [pytest.mark.studio, pytest.mark.browser]
SCORES = {"a0": 0.9, "a1": 0.3, "a2": 0.7, "a3": 0.1, "a4": 0.8, "a5": 0.5}


def suggested(id: str, score: float) -> Record:
    made = meeting(id)
    entities = tuple(one.with_(score=score) for one in made.annotation.entities)
    return Record.of(made.article, made.annotation.with_(entities=entities))


def shows(screen: Screen, article: str) -> None:
    """The line above the text ends with the id of the article."""
    expect(screen.page.get_by_text(re.compile(rf"· {article}$")).first).to_be_visible()


def test_one_person_gets_the_order_and_two_the_first_that_nobody_has_open(
    signed_in: Screen, colleague: Screen, pushed: Pushed
) -> None:
    campaign = pushed([suggested(id, score) for id, score in SCORES.items()])
    ended = campaign.annotate("next", "--order", "errors", "--json")
    assert [one["article"] for one in ended.json["articles"]] == ["a3", "a1", "a5", "a2", "a4", "a0"]
    signed_in.open_queue(campaign.project_id)
    signed_in.close_instructions()
    for article in ("a3", "a1"):  # one person at work
        shows(signed_in, article)
        signed_in.keep(f"next-one-person-{article}")
        signed_in.submit()
    shows(signed_in, "a5")
    colleague.open_queue(campaign.project_id)
    colleague.close_instructions()
    shows(colleague, "a2")
    signed_in.submit()
    shows(signed_in, "a4")
    colleague.keep("next-two-people")
    colleague.submit()
    shows(colleague, "a0")
