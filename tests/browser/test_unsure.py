"""An annotator who is not sure says so in a real Chromium, and `annotate pull` brings it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.articles import visit
from tests.browser.conftest import Pushed
from tests.browser.screen import Screen

pytestmark = [pytest.mark.studio, pytest.mark.browser]


def test_not_sure_of_the_article_and_of_a_region_is_stored_and_comes_back(
    signed_in: Screen, pushed: Pushed
) -> None:
    screen, campaign = signed_in, pushed([visit("a"), visit("b")])
    screen.open_task(campaign.project_id, campaign.task_of["a"])
    screen.keep("unsure-before")
    article = screen.page.locator(".annotate-types")
    article.get_by_role("checkbox", name="Pas sûr").click()
    screen.keep("unsure-article")
    article.get_by_placeholder("Pourquoi ?").fill("Quelle date ?")
    screen.select("Hanoï")
    screen.keep("unsure-selected")
    screen.attributes.get_by_role("checkbox", name="Pas sûr").click()
    screen.keep("unsure-region")
    screen.attributes.get_by_placeholder("Pourquoi ?").fill("la ville ?")
    screen.page.keyboard.press("Enter")
    screen.page.locator(".annotate-source").click()  # out of the field, where Escape is the field's
    screen.keep("unsure-region-typed")
    screen.select("rencontré")
    screen.attributes.get_by_role("checkbox", name="Pas sûr").click()
    screen.keep("unsure-event")
    screen.leave()
    screen.keep("unsure-all")
    screen.submit()

    annotation = campaign.pulled()["a"].annotation
    assert annotation.unsure == "Quelle date ?"
    said = {words: one.unsure for one in annotation.regions if (words := getattr(one, "text", None))}
    assert {words: unsure for words, unsure in said.items() if unsure is not None} == {"Hanoï": "la ville ?"}
    assert [one.type for one in annotation.events if one.unsure == ""] == ["CONSULT"]
    screen.open_task(campaign.project_id, campaign.task_of["a"])
    expect(article.get_by_role("checkbox", name="Pas sûr")).to_be_checked()
    screen.keep("unsure-again")
